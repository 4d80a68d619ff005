/** Which colour a bucket has: its direction's, the paler the farther. */
const FAINTEST = 0.18; // share of the colour that the last bucket keeps

/** How much of its direction's colour a bucket has: the near ones most. */
export function strength(bucket, each) {
  return 1 - (1 - FAINTEST) * ((bucket % each) / Math.max(each - 1, 1));
}

export const eachOf = ({ num_buckets: buckets, bidirectional }) => (bidirectional ? buckets / 2 : buckets);
export const roleOf = (bucket, each) => (bucket < each ? "series-0" : "series-1");

/** Whether a decoder's mask hides the key: it has a bucket, which nobody looks into. */
export const isMasked = (offset, { bidirectional }) => !bidirectional && offset > 0;
