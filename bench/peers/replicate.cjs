// PouchDB pulls a whole database into memory, so often: node replicate.cjs FOLDER URL TIMES. Prints seconds as JSON.
const [, , folder, url, times] = process.argv;
const wanted = (name) => require(require.resolve(name, { paths: [folder] }));
const PouchDB = wanted("pouchdb-core")
  .plugin(wanted("pouchdb-adapter-memory"))
  .plugin(wanted("pouchdb-adapter-http"))
  .plugin(wanted("pouchdb-replication"));

(async () => {
  const { doc_count: there } = await (await fetch(url)).json();
  const seconds = [];
  for (let at = 0; at < Number(times); at++) {
    const local = new PouchDB(`copy${at}`, { adapter: "memory" });
    const started = performance.now();
    await PouchDB.replicate(url, local, { batch_size: 1000 });
    seconds.push((performance.now() - started) / 1000);
    const { doc_count: here } = await local.info();
    if (here !== there) throw new Error(`${here} of ${there} documents came`);
    await local.destroy();
  }
  console.log(JSON.stringify(seconds));
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
