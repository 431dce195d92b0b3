import { own, section } from '../list/binding.js';

const hangingUp = section('list', 'Sessions');

/** The keys of the sessions pane. */
export const SESSION_BINDINGS = [
  hangingUp('enter', own('sessions', 'showSession'), 'Show its processes', { first: true }),
  hangingUp('f9 k', own('sessions', 'askHangUp'), 'Hang up or end the session', {
    label: 'HangUp',
    synonyms: ['kill', 'logout'],
    vim: ['f9', 'K'],
    first: true,
  }),
];
