/** One at a time, of all workers and tabs of this app: what is done under a Web Lock. */

const PATIENCE = 30_000;

/**
 * Runs `work` while nobody else does. Whoever holds the lock may have been frozen with it: after a while `work`
 * runs all the same, for two that send the same are no harm, only twice the traffic.
 */
export async function alone<T>(name: string, work: () => Promise<T>, locks: LockManager | undefined = navigator.locks): Promise<T> {
  if (!locks) return await work();
  let began = false;
  const begin = () => ((began = true), work());
  return await locks.request(name, { signal: AbortSignal.timeout(PATIENCE) }, begin).catch((error) => {
    if (began) throw error;
    return work();
  });
}
