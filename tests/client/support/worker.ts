// The worker's own half, with the compiled rules and templates, bundled for Node.
export { App } from "../../../fieldapp/client/worker/app";
export { qr } from "../../../fieldapp/client/worker/qr";
export { routeFor } from "../../../fieldapp/client/worker/router";
export { Schedule } from "../../../fieldapp/client/worker/schedule";
