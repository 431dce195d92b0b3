import { own, section } from '../list/binding.js';

const connecting = section('list', 'Connections', ['connections']);
const showing = section('list', 'Show');

/** The keys of watched ports. */
export const PORT_BINDINGS = [
  connecting('w', own('ports', 'toggleWatch'), 'Watch or unwatch local port', { first: true }),
  showing('E', own('ports', 'openPortEvents'), 'Show port events'),
];
