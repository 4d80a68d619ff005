/** Orders of a few things: arrays that hold each index once. */

/** All indices from 0, as they come. */
export const inTurn = (count) => Array.from({ length: count }, (_, i) => i);

const factorial = (n) => (n > 1 ? n * factorial(n - 1) : 1);

/** How many orders there are. */
export const ordersOf = (count) => factorial(count);

/** The place of an order in the list of all, as a dictionary would list them; 0 is the order as they come. */
export const rankOf = (order) =>
  order.reduce((rank, item, place) => {
    const smaller = order.slice(place + 1).filter((later) => later < item).length;
    return rank + smaller * factorial(order.length - 1 - place);
  }, 0);

/** The order at a place of that list. */
export function orderAt(rank, count) {
  const left = inTurn(count);
  return inTurn(count).map((place) => {
    const block = factorial(count - 1 - place);
    const [item] = left.splice(Math.floor(rank / block), 1);
    rank %= block;
    return item;
  });
}

/** The order with one item at a place, and what stood there where the item was. */
export function swapped(order, item, place) {
  const other = order[place];
  return order.map((each) => (each === item ? other : each === other ? item : each));
}
