"""`course_utils.lstm.train` once more, in TensorFlow, compiled as a whole by XLA.

Only for comparison: relu, mean absolute error, Adam with one learning rate.
"""

import course_utils.models  # noqa: F401  first of the two: it keeps TensorFlow silent

import tensorflow as tf  # isort: skip

from course_utils.lstm.training import BETA_1, BETA_2, EPSILON

# The course is compared with TensorFlow as it comes. It has not yet computed anything.
tf.config.optimizer.set_experimental_options({"disable_meta_optimizer": False})


def fused_product(rows, matrix):
    """Return rows (m, n, k) times matrix (m, k, j), what `tf.matmul` returns.

    XLA calls a library for each matrix of a `tf.matmul`, but makes one loop of this and
    all that follows, which for such small matrices is about twice as fast.
    """
    return tf.reduce_sum(rows[..., tf.newaxis] * matrix[:, tf.newaxis], axis=2)


PRODUCTS = {"matmul": tf.matmul, "fused product": fused_product}


def forward(weights, X, product):
    """Return predictions (m, n, 1) for windows X (n, w, f)."""
    kernel, recurrent_kernel, bias, dense_kernel, dense_bias = weights
    h = c = tf.zeros((kernel.shape[0], X.shape[0], recurrent_kernel.shape[1]))
    for t in range(X.shape[1]):  # unrolled, as in NumPy
        x_t = X[tf.newaxis, :, t]
        z = product(x_t, kernel) + product(h, recurrent_kernel)
        z += bias[:, tf.newaxis]
        i, f, c_tilde, o = tf.split(z, 4, axis=2)
        c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.nn.relu(c_tilde)
        h = tf.sigmoid(o) * tf.nn.relu(c)
    return product(h, dense_kernel) + dense_bias[:, tf.newaxis]


def compiled_training(epochs, product=tf.matmul, rate=0.01):
    """Return a function of weights, X and y that gives weights and losses.

    It holds the loop over all epochs, the gradients and Adam, and is compiled when it
    is first called, and again for each new shape.
    """

    @tf.function(jit_compile=True)
    def train(weights, X, y):
        mean = [tf.zeros_like(array) for array in weights]
        square = [tf.zeros_like(array) for array in weights]
        n_networks = weights[0].shape[0]
        history = tf.TensorArray(tf.float32, epochs, element_shape=(n_networks,))
        for epoch in tf.range(epochs):
            with tf.GradientTape() as tape:
                tape.watch(weights)
                loss = tf.reduce_mean(tf.abs(forward(weights, X, product) - y), (1, 2))
                total = tf.reduce_sum(loss)  # no network depends on another
            gradient = tape.gradient(total, weights)
            step = tf.cast(epoch + 1, tf.float32)
            alpha = rate * tf.sqrt(1 - BETA_2**step) / (1 - BETA_1**step)
            mean = [
                m + (1 - BETA_1) * (g - m) for m, g in zip(mean, gradient, strict=True)
            ]
            square = [
                s + (1 - BETA_2) * (g * g - s)
                for s, g in zip(square, gradient, strict=True)
            ]
            weights = [
                w - alpha * m / (tf.sqrt(s) + EPSILON)
                for w, m, s in zip(weights, mean, square, strict=True)
            ]
            history = history.write(epoch, loss)
        return weights, history.stack()

    return train
