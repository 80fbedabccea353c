// Loaded before a program: sets its clock to the morning after the last golden night.
// Plain JavaScript, so that every Node.js can load it.
const MORNING = Date.parse('2026-11-27T09:00:00.000Z');

globalThis.Date = class extends Date {
  constructor(...parts) {
    if (parts.length === 0) super(MORNING);
    else super(...parts);
  }
  static now() {
    return MORNING;
  }
};
