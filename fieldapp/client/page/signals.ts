/** Right, wrong, and had already, told to ear and hand: eyes are on the machine. */

const TONES = { right: [880, 1320], wrong: [220, 165], again: [440] };
const BUZZES = { right: [60], wrong: [90, 70, 90], again: [25] };

let audio: AudioContext | null = null;

export function buzz(kind: keyof typeof TONES): void {
  // Before the first tap neither is allowed.
  if (navigator.userActivation?.hasBeenActive === false) return;
  navigator.vibrate?.(BUZZES[kind]);
  try {
    audio ??= new AudioContext();
    TONES[kind].forEach((pitch, at) => tone(audio!, pitch, at * 0.12));
  } catch {
    // No sound here.
  }
}

function tone(context: AudioContext, pitch: number, after: number): void {
  const [oscillator, gain] = [context.createOscillator(), context.createGain()];
  const start = context.currentTime + after;
  oscillator.frequency.value = pitch;
  gain.gain.setValueAtTime(0.15, start);
  gain.gain.exponentialRampToValueAtTime(0.001, start + 0.11);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(start);
  oscillator.stop(start + 0.12);
}
