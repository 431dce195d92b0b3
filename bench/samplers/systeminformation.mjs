// What systeminformation tells of every process; it starts programs to know it. The argument is its folder.
import { createRequire } from 'node:module';
import { serve } from './serve.mjs';

const { processes } = createRequire(import.meta.url)(process.argv[2]);

serve(async () => (await processes()).list.length);
