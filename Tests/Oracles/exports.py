"""Check what `gradbook export --format all` writes with the tools that it is written for.

    pip install nbformat pandas matplotlib mlflow-skinny
    gradbook export Reports/fast-slow --format all --output /tmp/exports
    python Tests/Oracles/exports.py /tmp/exports fast-slow

Reads tables, arrays, notebook and runs back, runs the code of the notebook, and says what it checked with.
"""

import json
import os
import sys
from pathlib import Path

os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"

import matplotlib

matplotlib.use("Agg")

import mlflow
import nbformat
import numpy as np
import pandas as pd


def check_tables(folder, name):
    csv = pd.read_csv(folder / f"{name}.csv")
    lines = pd.read_json(folder / f"{name}.jsonl", lines=True)
    assert list(csv.columns) == list(lines.columns)
    assert len(csv) == len(lines) > 0
    for column in csv.columns:
        assert (csv[column].isna() == lines[column].isna()).all(), column
    for column in ("value", "lower", "upper", "n", "position", "p"):
        assert np.allclose(csv[column], lines[column], rtol=1e-14, equal_nan=True), column
    return csv


def check_arrays(folder, rows):
    count = 0
    for path in sorted((folder / "npy").glob("*.json")):
        facts = json.loads(path.read_text())
        shape = tuple(len(a.get("entries", a.get("values", a.get("labels")))) for a in facts["axes"])
        for name, file in facts["arrays"].items():
            array = np.load(path.parent / file)
            assert array.shape == shape and array.dtype == np.dtype("<f8"), file
            count += 1
            cell = rows[rows.cell == facts["cell"]]
            if facts["kind"] in ("line", "spectrum"):
                ours, theirs = np.sort(array[~np.isnan(array)]), np.sort(cell[name].dropna())
                assert (ours == theirs).all(), file
    return count


def check_notebook(folder, name):
    path = folder / f"{name}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    before, space = os.getcwd(), {}
    os.chdir(folder)
    codes = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for cell in codes:
        try:
            exec(compile(cell.source, cell.id, "exec"), space)
        except Exception as error:
            raise AssertionError(f"the code of '{cell.id}' fails: {error!r}") from error
        space["plt"].close("all")
    os.chdir(before)
    return len(codes)


def check_runs(output, name):
    os.chdir(output)
    mlflow.set_tracking_uri("mlruns")
    experiment = mlflow.get_experiment_by_name(name)
    runs = mlflow.search_runs(experiment_ids=[experiment.experiment_id])
    assert len(runs) > 0 and runs.status.eq("FINISHED").all()
    client, points = mlflow.MlflowClient(), 0
    for run in runs.run_id:
        data = client.get_run(run).data
        assert data.params["spec.title"]
        for metric in data.metrics:
            points += len(client.get_metric_history(run, metric))
        assert any(item.path == "numbers.csv" for item in client.list_artifacts(run))
    return len(runs), points


def main():
    output, name = Path(sys.argv[1]).resolve(), sys.argv[2]
    folder = output / name
    rows = check_tables(folder, name)
    print(f"pandas {pd.__version__}: {len(rows)} rows, the same from CSV and JSON lines")
    print(f"numpy {np.__version__}: {check_arrays(folder, rows)} arrays")
    print(f"nbformat {nbformat.__version__}: valid; {check_notebook(folder, name)} code cells run")
    runs, points = check_runs(output, name)
    print(f"mlflow {mlflow.__version__}: {runs} runs, {points} points")


main()
