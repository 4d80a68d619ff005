/** What hosts of other houses do otherwise: MyST's brings the style sheet late, and refuses what it has no use for. */

/** Settles once the style sheets that stand beside the picture have come, so that sizes and colours are read from them. */
export function styled(el) {
  const awaited = [...el.querySelectorAll("link[rel=stylesheet]")].filter((link) => link.isConnected && !link.sheet);
  return Promise.all(
    awaited.map(
      (link) =>
        new Promise((done) => {
          for (const event of ["load", "error"]) link.addEventListener(event, done, { once: true });
        }),
    ),
  );
}

/** Tells the model something that the picture can do without: some hosts lack the method, others have one that throws. */
export function tell(model, method, ...values) {
  try {
    model[method]?.(...values);
  } catch {
    // nobody listens, and the picture is drawn all the same
  }
}
