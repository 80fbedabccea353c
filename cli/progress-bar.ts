// A progress bar on a terminal. Writes nothing to a pipe or a file.
const WIDTH = 24;

export interface ProgressBar {
  /**
   * @param done from 0 to 1
   * @param caption text beside the bar
   */
  show(done: number, caption: string): void;
  clear(): void;
}

export function createProgressBar(stream: NodeJS.WriteStream): ProgressBar {
  let shown = '';
  return {
    show(done, caption) {
      const full = Math.round(Math.min(1, Math.max(0, done)) * WIDTH);
      const line = `${'█'.repeat(full)}${'░'.repeat(WIDTH - full)} ${caption}`;
      if (!stream.isTTY || line === shown) return;
      shown = line;
      stream.write(`\r\x1b[K${line}`);
    },
    clear() {
      if (stream.isTTY) stream.write('\r\x1b[K');
    },
  };
}
