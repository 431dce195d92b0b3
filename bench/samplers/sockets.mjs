// All TCP sockets with their counters and owners, as the pane of the connections asks for them, or with the word
// "listening" as the second argument listening sockets. The first argument is the bundle of the probe.
import { serve } from './serve.mjs';

const { createSocketProbe } = await import(process.argv[2]);
const probe = createSocketProbe();
const listeningOnly = process.argv[3] === 'listening';
const needs = {
  tcp: true,
  udp: false,
  raw: false,
  unix: false,
  listeningOnly,
  counters: !listeningOnly,
  owners: true,
  allOwners: false,
  allNamespaces: false,
};

serve(async () => (await probe.sample(needs)).count);
