// The core as the worker uses it, bundled for Node.
export { Database } from "../../../fieldapp/client/worker/database";
export { Outbox, NotQueued } from "../../../fieldapp/client/worker/outbox";
export { Pictures } from "../../../fieldapp/client/worker/pictures";
export { Phone } from "../../../fieldapp/client/worker/phone";
export { Replica } from "../../../fieldapp/client/worker/replica";
export { Sync } from "../../../fieldapp/client/worker/sync";
