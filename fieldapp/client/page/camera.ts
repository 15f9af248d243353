/** The camera that looks away from its owner, and its light. */

export interface Camera {
  /** Absent where there is no light to switch. */
  torch?: (isOn: boolean) => Promise<void>;
  stop(): void;
}

export async function openCamera(video: HTMLVideoElement): Promise<Camera> {
  if (!navigator.mediaDevices?.getUserMedia) throw new DOMException("no camera", "NotSupportedError");
  const wish = { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 720 } };
  const stream = await navigator.mediaDevices.getUserMedia({ video: wish, audio: false });
  video.srcObject = stream;
  await video.play().catch(() => undefined);
  const [track] = stream.getVideoTracks();
  const stop = () => stream.getTracks().forEach((one) => one.stop());
  return hasTorch(track) ? { stop, torch: (isOn) => light(track!, isOn) } : { stop };
}

/** What happened and what to do, for each way in which there is no picture. */
export function whyNot({ name }: Error): string {
  const typing = "Type the tag or the serial below.";
  if (name === "NotAllowedError") {
    return `The camera is not allowed here. Allow it in the browser's settings for this site, then open Scan again. ${typing}`;
  }
  if (name === "NotFoundError" || name === "OverconstrainedError") return `No camera was found. ${typing}`;
  if (name === "NotReadableError") return `Another app uses the camera. Close it, then open Scan again. ${typing}`;
  if (!window.isSecureContext) return `The camera needs https. ${typing}`;
  return `The camera can't be used here. ${typing}`;
}

function hasTorch(track: MediaStreamTrack | undefined): boolean {
  return Boolean((track?.getCapabilities?.() as { torch?: boolean } | undefined)?.torch);
}

async function light(track: MediaStreamTrack, isOn: boolean): Promise<void> {
  await track.applyConstraints({ advanced: [{ torch: isOn } as MediaTrackConstraintSet] }).catch(() => undefined);
}
