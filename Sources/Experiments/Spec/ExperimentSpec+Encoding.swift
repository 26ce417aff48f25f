import DataQuality
import GradientSpectra
public import JSONTree

extension ExperimentSpec {
  /// The experiment with every default spelled out, as its file could have said it.
  ///
  /// Reading it back gives the same experiment. What has no value, such as a missing caption, is left
  /// out.
  public var json: JSONValue {
    .object([
      "title": .string(title), "question": .string(question),
      "description": description.map(JSONValue.string), "published": published?.json,
      "models": .array(models.map(\.json)), "data": .array(data.map(\.json)),
      "measure": measure.json, "statistics": statistics.json,
      "cells": .array(cells.map(\.json)), "policy": policy?.json,
    ])
  }
}

extension JSONValue {
  /// An object without the members that have no value.
  static func object(_ members: KeyValuePairs<String, JSONValue?>) -> JSONValue {
    .object(members.compactMap { key, value in value.map { JSONMember(key, $0) } })
  }

  static func strings(_ texts: [String]) -> JSONValue { .array(texts.map(JSONValue.string)) }

  static func word<Word: RawRepresentable<String>>(_ word: Word) -> JSONValue {
    .string(word.rawValue)
  }

  static func words<Word: RawRepresentable<String>>(_ words: [Word]) -> JSONValue {
    .strings(words.map(\.rawValue))
  }
}

extension ExperimentSpec.Measure {
  var json: JSONValue {
    .object([
      "spectra": hasSpectra ? spectra.json : .none, "quality": quality?.json,
      "sketch": sketch?.json, "selection": selection?.json, "mixture": mixture?.json,
    ])
  }
}

extension ExperimentSpec.Quality {
  var json: JSONValue {
    .object([
      "scores": .words(scores), "prompt": .word(prompt),
      "ifdPrompt": scores.contains(.ifd) ? .word(ifdPrompt) : nil,
      "maxLength": .integer(maxLength),
    ])
  }
}

extension ExperimentSpec.Spectra {
  var json: JSONValue {
    .object([
      "projections": .words(projections), "maxLength": .integer(maxLength),
      "prompt": .word(prompt), "fixed": fixed?.json,
    ])
  }
}

extension FixedTokens {
  var json: JSONValue {
    .object([
      "tokens": .integer(tokens), "take": .word(take),
      "seed": take == .random ? .integer(seed) : .none,
    ])
  }
}

extension ExperimentSpec.Sketch {
  var json: JSONValue { ["dimension": .integer(dimension), "seed": .integer(seed)] }
}

extension ExperimentSpec.StatisticsSettings {
  var json: JSONValue {
    [
      "resamples": .integer(resamples), "confidence": .number(confidence), "seed": .integer(seed),
    ]
  }
}
