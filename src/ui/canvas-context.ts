import { createContext } from 'react';
import type { Canvas } from './canvas.js';

/** The screen for components that draw past Ink; without one nothing is drawn. */
export const CanvasContext = createContext<Canvas>({ place() {}, remove() {} });
