// systeminformation's data about every process, for which it starts programs. The argument is its folder.
import { createRequire } from 'node:module';
import { serve } from './serve.mjs';

const { processes } = createRequire(import.meta.url)(process.argv[2]);

serve(async () => (await processes()).list.length);
