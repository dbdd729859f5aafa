/** The spawner made us the leader of a group; where somebody else started us, we end alone. */
export const endGroup = (): void => {
  try {
    process.kill(-process.pid, 'SIGKILL');
  } catch {
    process.kill(process.pid, 'SIGKILL');
  }
};
