// Loaded into a process before everything else: writes down the destination of every connection.
const { appendFileSync } = require('node:fs');
const net = require('node:net');

const { connect } = net.Socket.prototype;
net.Socket.prototype.connect = function (...args) {
  const [first, second] = Array.isArray(args[0]) ? args[0] : args;
  const isOptions = typeof first === 'object' && first !== null;
  const host = isOptions ? (first.path ?? first.host ?? 'localhost') : (second ?? first);
  appendFileSync(process.env.CONNECTIONS_FILE, `${host}\n`);
  return connect.apply(this, args);
};
