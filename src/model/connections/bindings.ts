import { own, section } from '../list/binding.js';

const connecting = section('list', 'Connections');

/** The keys of the connections pane. */
export const CONNECTION_BINDINGS = [
  connecting('enter', own('connections', 'jumpToOwner'), 'Go to the owning process', { first: true }),
  connecting('f9 k', { type: 'askSignal' }, 'Send a signal to its process', {
    label: 'Kill',
    vim: ['f9', 'K'],
    first: true,
  }),
  connecting('l', own('connections', 'toggleListening'), 'Listening sockets only', { vim: ['L'], first: true }),
  connecting('x', own('connections', 'toggleUnix'), 'Show or hide unix sockets', { first: true }),
  connecting('R', own('connections', 'toggleHostNames'), 'Host names or addresses', { first: true }),
];
