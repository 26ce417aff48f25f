"""Writes Tests/CurvatureTests/Fixtures/kronfluence.json: curvature factors and influence scores that the
package kronfluence computes of a tiny random Llama model in float64.

    python Tests/Oracles/curvature_factors.py

Made with torch 2.13.0, transformers 5.23.0 and kronfluence 1.0.1; seed 7. EK-FAC of gate, up and down
projections from the labels of the texts (empirical Fisher), δ of summed cross-entropies, damping at the
package's heuristic of a tenth of the mean eigenvalue. Texts have different lengths and prompts; they are
padded on the right in batches of four, and the attention mask leaves padding out. "all" counts every
token of a text; "reaching" is given a mask that ends with the last scored position.
"""
import json
import pathlib
import tempfile

import torch
from kronfluence.analyzer import Analyzer, prepare_model
from kronfluence.arguments import FactorArguments, ScoreArguments
from kronfluence.task import Task
from transformers import LlamaConfig, LlamaForCausalLM

OUT = pathlib.Path(__file__).parents[1] / "CurvatureTests" / "Fixtures" / "kronfluence.json"
HIDDEN, HEADS, KV, SIZE, INNER, LAYERS, VOCABULARY, LENGTH = 8, 4, 2, 2, 10, 2, 19, 12
DOUBLE = torch.float64
NAMES = [f"model.layers.{layer}.mlp.{name}_proj" for layer in range(LAYERS) for name in ("gate", "up", "down")]


def flat(tensor):
    return [float(x) for x in tensor.detach().double().flatten()]


def exact(model):
    """transformers rounds norms and rotary tables to float32 even in a float64 model: exact twins."""
    for module in model.modules():
        if type(module).__name__ == "LlamaRMSNorm":
            module.forward = lambda x, m=module: m.weight * (
                x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + m.variance_epsilon))
    rotary = model.model.rotary_emb
    frequencies = 1.0 / (10000.0 ** (torch.arange(0, SIZE, 2, dtype=DOUBLE) / SIZE))

    def tables(x, position_ids):
        angles = position_ids[0].double()[:, None] * frequencies[None, :]
        angles = torch.cat([angles, angles], dim=-1)[None]
        return angles.cos(), angles.sin()

    rotary.forward = tables
    return model


def make_model():
    torch.manual_seed(7)
    model = LlamaForCausalLM(LlamaConfig(
        vocab_size=VOCABULARY, hidden_size=HIDDEN, intermediate_size=INNER, num_hidden_layers=LAYERS,
        num_attention_heads=HEADS, num_key_value_heads=KV, head_dim=SIZE, rms_norm_eps=1e-5,
        rope_theta=10000.0, tie_word_embeddings=True, attn_implementation="sdpa", initializer_range=0.3,
        max_position_embeddings=64, use_cache=False)).double().eval()
    with torch.no_grad():
        for key, parameter in model.named_parameters():
            if "norm" in key:
                parameter.add_(0.2 * torch.randn_like(parameter))
    return exact(model)


def texts(count, seed):
    generator = torch.Generator().manual_seed(seed)
    result = []
    for _ in range(count):
        length = int(torch.randint(5, LENGTH + 1, (1,), generator=generator))
        start = int(torch.randint(1, length - 1, (1,), generator=generator))
        # What is after `end` is read and not scored.
        end = int(torch.randint(start + 1, length + 1, (1,), generator=generator))
        tokens = torch.randint(0, VOCABULARY, (length,), generator=generator).tolist()
        result.append({"tokens": tokens, "start": start, "end": end})
    return result


def rows(items, positions):
    result = []
    for item in items:
        length = len(item["tokens"])
        counted = length if positions == "all" else item["end"] - 1
        labels = [-100] * LENGTH
        labels[item["start"]:item["end"]] = item["tokens"][item["start"]:item["end"]]
        result.append({
            "input_ids": torch.tensor(item["tokens"] + [0] * (LENGTH - length)),
            "labels": torch.tensor(labels),
            "mask": torch.tensor([1] * counted + [0] * (LENGTH - counted)),
        })
    return result


class Language(Task):
    def compute_train_loss(self, batch, model, sample=False):
        assert not sample
        logits = model(input_ids=batch["input_ids"]).logits[:, :-1].reshape(-1, VOCABULARY)
        return torch.nn.functional.cross_entropy(
            logits, batch["labels"][:, 1:].reshape(-1), ignore_index=-100, reduction="sum")

    def compute_measurement(self, batch, model):
        return self.compute_train_loss(batch, model)

    def get_influence_tracked_modules(self):
        return NAMES

    def get_attention_mask(self, batch):
        return batch["mask"]


def analysed(folder, train, queries, positions):
    torch.manual_seed(0)
    task = Language()
    model = prepare_model(make_model(), task)
    analyzer = Analyzer(positions, model, task, cpu=True, output_dir=folder, disable_tqdm=True)
    factors = FactorArguments(
        strategy="ekfac", use_empirical_fisher=True, activation_covariance_dtype=DOUBLE,
        gradient_covariance_dtype=DOUBLE, eigendecomposition_dtype=DOUBLE, per_sample_gradient_dtype=DOUBLE,
        lambda_dtype=DOUBLE)
    scores = ScoreArguments(
        damping_factor=None, per_sample_gradient_dtype=DOUBLE, precondition_dtype=DOUBLE, score_dtype=DOUBLE)
    analyzer.fit_all_factors(
        "factors", rows(train, positions), per_device_batch_size=4, factor_args=factors)
    analyzer.compute_pairwise_scores(
        "scores", "factors", rows(queries, positions), rows(train, positions), score_args=scores,
        per_device_query_batch_size=2, per_device_train_batch_size=4)
    factors = analyzer.load_all_factors("factors")
    factors.update(analyzer.load_covariance_matrices("factors") or {})
    return factors, analyzer.load_pairwise_scores("scores")["all_modules"]


def main():
    train, queries = texts(14, 11), texts(3, 12)
    record = {
        "hiddenSize": HIDDEN, "heads": HEADS, "keyValueHeads": KV, "headSize": SIZE,
        "intermediateSize": INNER, "layers": LAYERS, "vocabularySize": VOCABULARY, "normEpsilon": 1e-5,
        "ropeTheta": 10000.0, "train": train, "queries": queries,
        "weights": {key: flat(value) for key, value in make_model().named_parameters()}, "cases": {},
    }
    for positions in ("all", "reaching"):
        with tempfile.TemporaryDirectory() as folder:
            factors, scores = analysed(folder, train, queries, positions)
        tokens = {int(x) for x in factors["num_activation_covariance_processed"].values()}
        assert len(tokens) == 1, tokens
        lambdas = factors.get("num_lambda_processed", {})
        assert all(int(x) == len(train) for x in lambdas.values())
        record["cases"][positions] = {
            "tokens": tokens.pop(), "scores": flat(scores),
            "sites": {name: {
                "inputs": flat(factors["activation_covariance"][name]),
                "gradients": flat(factors["gradient_covariance"][name]),
                "inputEigenvalues": flat(factors["activation_eigenvalues"][name]),
                "gradientEigenvalues": flat(factors["gradient_eigenvalues"][name]),
                "lambda": flat(factors["lambda_matrix"][name]),
            } for name in NAMES},
        }
        print(positions, scores.shape, scores.flatten()[:4])
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps(record) + "\n")


if __name__ == "__main__":
    main()
