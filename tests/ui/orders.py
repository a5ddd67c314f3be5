"""Files of orders that hold the same dishes, a file for each shape of rows."""

import random

draw = random.Random(3)
DISHES = ("rice", "tea", "bread", "milk", "beer", "eggs", "salt", "figs", "corn", "soup")
BASKETS = [draw.sample(DISHES, 1 + i % 4) for i in range(60)]
LONG = "order_id,product\n" + "".join(f"{i},{d}\n" for i, b in enumerate(BASKETS) for d in b)
STEPS = "user,session,position,product\n" + "".join(
    f"u{i // 4},{i},{1 + 10 * (i % 4) + j},{dish}\n"
    for i, basket in enumerate(BASKETS)
    for j, dish in enumerate(basket)
)
CELLS = "order,items\n" + "".join(f'{i},"{", ".join(b)}"\n' for i, b in enumerate(BASKETS))
RAGGED = "\n".join(map(",".join, BASKETS)) + "\n"
