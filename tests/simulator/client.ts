// One user's work on a phone, with the compiled rules, bundled for Node: what the service worker is made of.
export { Phone } from "../../fieldapp/client/worker/phone";
export { rules } from "../../fieldapp/client/worker/compiled";
export { alone } from "../../fieldapp/client/worker/alone";
export { derive } from "../../fieldapp/client/shared/natives";
