// A phone's camera: the live picture on the page, and the square in its middle as a JPEG, which is all that the gate gets.

const SIDE = 720;
const QUALITY = 0.7;
const WANTED = { width: { ideal: 1280 }, height: { ideal: 720 } };

const canvas = Object.assign(document.createElement("canvas"), { width: SIDE, height: SIDE });
const paper = canvas.getContext("2d", { alpha: false });

/** Why there is no picture: `unable` (this browser), `denied` (somebody said no) or `away` (no camera, or another program has it). */
export class Blind extends Error {}

/** Opens the camera that faces `facing` (`environment` or `user`); throws `Blind`. */
export async function open(video, facing) {
  if (!navigator.mediaDevices) throw new Blind("unable");
  close(video);
  try {
    video.srcObject = await navigator.mediaDevices.getUserMedia({ audio: false, video: { ...WANTED, facingMode: { ideal: facing } } });
    await video.play();
  } catch (fault) {
    throw new Blind(fault.name === "NotAllowedError" ? "denied" : "away");
  }
}

export function close(video) {
  for (const track of video.srcObject?.getTracks() ?? []) track.stop();
  video.srcObject = null;
}

export const isOpen = (video) => Boolean(video.srcObject?.getVideoTracks().some((track) => track.readyState === "live"));

/** Waits for the camera's next picture; a camera that gives none for a second is waited for no longer. */
export function next(video) {
  return new Promise((resolve) => {
    setTimeout(resolve, 1000);
    if (video.requestVideoFrameCallback) video.requestVideoFrameCallback(resolve);
    else requestAnimationFrame(resolve);
  });
}

/** The newest picture as a JPEG, as it stands between the corners on the page. */
export function picture(video) {
  const side = Math.min(video.videoWidth, video.videoHeight);
  const [left, top] = [(video.videoWidth - side) / 2, (video.videoHeight - side) / 2];
  paper.drawImage(video, left, top, side, side, 0, 0, SIDE, SIDE);
  return new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", QUALITY); });
}
