// Stops with one sentence if Node.js is too old for the scripts. Plain JavaScript, so that an old Node.js can run it.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 12)) {
  console.error(
    `bastion-ack needs Node.js 22.12 or newer and found ${process.versions.node}: install Node.js 24, or run "npm ci" again without --ignore-scripts and --omit=optional, which installs its own.`,
  );
  process.exit(1);
}
