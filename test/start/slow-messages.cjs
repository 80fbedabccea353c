// Loaded before everything else: delays each message of Slack's stand-in, as Slack does.
const { Server } = require('node:http');

const MILLIS = 300;
const { emit } = Server.prototype;
Server.prototype.emit = function (event, ...args) {
  if (event !== 'request' || args[0].url !== '/api/chat.postMessage') return emit.call(this, event, ...args);
  setTimeout(() => emit.call(this, event, ...args), MILLIS);
  return true;
};
