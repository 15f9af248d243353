/** The camera that looks away from its owner, its light, and looking closer. */

export interface Camera {
  /** Absent where there is no light to switch. */
  torch?: (isOn: boolean) => Promise<void>;
  /** Absent where it can't. */
  closer?: (isOn: boolean) => Promise<void>;
  stop(): void;
}

/** What browsers know of a camera beyond what TypeScript does. */
interface Powers {
  torch?: boolean;
  zoom?: { min: number; max: number };
  focusMode?: string[];
}

const TWICE = 2;

export async function openCamera(video: HTMLVideoElement): Promise<Camera> {
  if (!navigator.mediaDevices?.getUserMedia) throw new DOMException("no camera", "NotSupportedError");
  const wish = { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 720 } };
  const stream = await navigator.mediaDevices.getUserMedia({ video: wish, audio: false });
  video.srcObject = stream;
  await video.play().catch(() => undefined);
  const track = stream.getVideoTracks()[0]!;
  const { torch, zoom, focusMode } = (track.getCapabilities?.() ?? {}) as Powers;
  if (focusMode?.includes("continuous")) void set(track, { focusMode: "continuous" });
  return {
    stop: () => stream.getTracks().forEach((one) => one.stop()),
    ...(torch ? { torch: (isOn: boolean) => set(track, { torch: isOn }) } : {}),
    ...(zoom && zoom.max > zoom.min ? { closer: (isOn: boolean) => set(track, { zoom: zoomTo(zoom, isOn) }) } : {}),
  };
}

/** Twice as near, or as near as it goes. */
function zoomTo({ min, max }: { min: number; max: number }, isOn: boolean): number {
  return isOn ? Math.min(max, min * TWICE) : min;
}

async function set(track: MediaStreamTrack, power: object): Promise<void> {
  await track.applyConstraints({ advanced: [power as MediaTrackConstraintSet] }).catch(() => undefined);
}

/** What happened and what to do, for each way in which there is no picture. */
export function whyNot({ name }: Error): string {
  const typing = "Type the tag or the serial below: everything works without the camera.";
  if (name === "NotAllowedError") return `The camera is not allowed here. ${howToAllow()} Then open Scan again. ${typing}`;
  if (name === "NotFoundError" || name === "OverconstrainedError") return `No camera was found. ${typing}`;
  if (name === "NotReadableError") return `Another app uses the camera. Close it, then open Scan again. ${typing}`;
  if (!window.isSecureContext) return `The camera needs https. ${typing}`;
  return `The camera can't be used here. ${typing}`;
}

function howToAllow(): string {
  const { userAgent, maxTouchPoints } = navigator;
  const isApple = /iPhone|iPad/.test(userAgent) || (/Macintosh/.test(userAgent) && maxTouchPoints > 1);
  if (isApple) return "Open the phone's Settings, Apps, Safari, Camera, and choose Allow.";
  if (/Android/.test(userAgent)) return "Tap the sign left of the address (or hold the app's icon: App info), then Permissions, Camera, Allow.";
  return "Click the sign left of the address, and allow the camera for this site.";
}
