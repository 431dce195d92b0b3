import { addon } from '../../probe/addon.js';
import { remembered } from './remembered.js';

/** The user's name, or its number where it has none. */
export const userNameOf = remembered((uid: number) => addon().userName(uid) ?? String(uid));
