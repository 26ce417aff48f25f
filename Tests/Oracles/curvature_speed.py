"""Speed and memory of curvature factors and influence scores: Gradbook beside kronfluence, on the same
shape, examples and threads, by turns in one run.

    python Tests/Oracles/curvature_speed.py TOOL [--examples 8] [--length 256] [--layers 15] [--queries 4]
        [--threads 2] [--rounds 1] [--batch 4]

TOOL is the gradbook executable, whose `bench curvature` prints a JSON object for each part (covariances,
eigenvectors, moments, queries, scores): wall seconds, processor seconds and the peak of memory in KiB so
far. The other side is kronfluence's EK-FAC, from true labels, on transformers' Llama in
float32 with SmolLM2-135M's shape and random weights; the projections of the MLPs of the last layers. On a
shared machine only the ratios of one run mean anything, and those of processor time more than others.
"""
import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
import warnings

VOCABULARY = 49152


def theirs(options):
    warnings.filterwarnings("ignore")
    import torch
    from kronfluence.analyzer import Analyzer, prepare_model
    from kronfluence.arguments import FactorArguments, ScoreArguments
    from kronfluence.task import Task
    from transformers import LlamaConfig, LlamaForCausalLM

    torch.set_num_threads(options.threads)
    torch.manual_seed(0)

    class Language(Task):
        def compute_train_loss(self, batch, model, sample=False):
            logits = model(input_ids=batch["input_ids"]).logits[:, :-1].reshape(-1, VOCABULARY)
            return torch.nn.functional.cross_entropy(
                logits, batch["input_ids"][:, 1:].reshape(-1), reduction="sum")

        def compute_measurement(self, batch, model):
            return self.compute_train_loss(batch, model)

        def get_influence_tracked_modules(self):
            return [f"model.layers.{layer}.mlp.{name}_proj" for layer in range(30 - options.layers, 30)
                    for name in ("gate", "up", "down")]

    model = LlamaForCausalLM(LlamaConfig(
        vocab_size=VOCABULARY, hidden_size=576, intermediate_size=1536, num_hidden_layers=30,
        num_attention_heads=9, num_key_value_heads=3, head_dim=64, rms_norm_eps=1e-5, rope_theta=100000.0,
        tie_word_embeddings=True, use_cache=False, attn_implementation="sdpa")).eval()
    task = Language()
    model = prepare_model(model, task)
    train, queries = ([{"input_ids": torch.randint(0, VOCABULARY, (options.length,))} for _ in range(count)]
                      for count in (options.examples, options.queries))
    factors = FactorArguments(strategy="ekfac", use_empirical_fisher=True)
    scores = ScoreArguments(damping_factor=None)
    with tempfile.TemporaryDirectory() as folder:
        analyzer = Analyzer("speed", model, task, cpu=True, output_dir=folder, disable_tqdm=True)
        batch = options.batch
        parts = [
            ("covariances", lambda: analyzer.fit_covariance_matrices(
                "f", train, per_device_batch_size=batch, factor_args=factors)),
            ("eigenvectors", lambda: analyzer.perform_eigendecomposition("f", factor_args=factors)),
            ("moments", lambda: analyzer.fit_lambda_matrices(
                "f", train, per_device_batch_size=batch, factor_args=factors)),
            ("scores", lambda: analyzer.compute_pairwise_scores(
                "s", "f", queries, train, score_args=scores, per_device_query_batch_size=batch,
                per_device_train_batch_size=batch)),
        ]
        for name, work in parts:
            start, processor = time.perf_counter(), time.process_time()
            work()
            print(json.dumps({
                "part": name, "seconds": time.perf_counter() - start,
                "processor": time.process_time() - processor,
                "peakKiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}), flush=True)


def parts(title, command):
    """Runs one side; each part is printed when it ends, so that an interrupted run shows what it measured."""
    found = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        for line in process.stdout:
            if not line.startswith("{"):
                continue
            part = json.loads(line)
            found.append(part)
            print(f"{title:12} {part['part']:13} {part['seconds']:8.1f} s  processor "
                  f"{part['processor']:8.1f} s  peak {part['peakKiB'] / 2**20:5.2f} GiB", flush=True)
    assert process.returncode == 0, (title, process.returncode)
    return found


def totals(found):
    factors = ("covariances", "eigenvectors", "moments")
    return {
        **{f"{group} {unit}": sum(p[unit] for p in found if (p["part"] in factors) == (group == "factors"))
           for group in ("factors", "scores") for unit in ("seconds", "processor")},
        "peak GiB": max(p["peakKiB"] for p in found) / 2**20,
    }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("tool")
    for name, value in (("examples", 8), ("length", 256), ("layers", 15), ("queries", 4), ("threads", 2),
                        ("rounds", 1), ("batch", 4)):
        parser.add_argument(f"--{name}", type=int, default=value)
    parser.add_argument("--theirs", action="store_true", help="kronfluence's side alone")
    options = parser.parse_args()
    if options.theirs:
        return theirs(options)
    command = [options.tool, "bench", "curvature"]
    for name in ("examples", "length", "layers", "threads", "queries"):
        command += [f"--{name}", str(getattr(options, name))]
    for _ in range(options.rounds):
        ours = parts("gradbook", command)
        other = parts("kronfluence", [sys.executable, *sys.argv, "--theirs"])
        (a, b) = totals(ours), totals(other)
        for key in a:
            print(f"{key:20} gradbook {a[key]:8.2f}  kronfluence {b[key]:8.2f}  ratio {b[key] / a[key]:.2f}",
                  flush=True)


if __name__ == "__main__":
    main()
