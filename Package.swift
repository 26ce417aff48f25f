// swift-tools-version: 6.2
import PackageDescription

// MARK: - Settings

/// Settings shared by every Swift target.
///
/// `GRADBOOK_STRICT=1` turns warnings into errors, as continuous integration does.
let common: [SwiftSetting] =
  [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
  ] + (Context.environment["GRADBOOK_STRICT"] == nil ? [] : [.treatAllWarnings(as: .error)])

/// Settings of the modules whose loops touch every weight.
///
/// `Lifetimes` lets an owning buffer vend a `Span`. `-O` in debug builds keeps the numeric tests
/// fast: an unoptimized loop runs 10 to 140 times slower.
let kernels: [SwiftSetting] =
  common + [
    .enableExperimentalFeature("Lifetimes"),
    .unsafeFlags(["-O"], .when(configuration: .debug)),
  ]

/// A library under `Sources/` and its tests under `Tests/`.
func module(
  _ name: String, _ dependencies: [Target.Dependency] = [], settings: [SwiftSetting] = common,
  resources: [Resource] = [], testing: [Target.Dependency] = [], fixtures: [Resource] = []
) -> [Target] {
  [
    .target(
      name: name, dependencies: dependencies, resources: resources, swiftSettings: settings),
    .testTarget(
      name: "\(name)Tests",
      dependencies: [.byName(name: name), "TestSupport"] + dependencies + testing,
      resources: fixtures, swiftSettings: common),
  ]
}

// MARK: - Package

let package = Package(
  name: "gradbook",
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0")
  ],
  targets: [
    // C libraries, one module map and one shim header each.
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(name: "CLAPACKE", pkgConfig: "lapacke", providers: [.apt(["liblapacke-dev"])]),

    .executableTarget(
      name: "gradbook",
      dependencies: [
        "GradientSpectra", "LinearAlgebra", "Tensors", "Transformer",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: common),
    .target(
      name: "TestSupport", dependencies: ["Diagnostics", "Tensors"], path: "Tests/TestSupport",
      swiftSettings: common),
  ]
    // Ground
    + module("Diagnostics")
    + module("JSONTree", ["Diagnostics"])
    + module("Tensors", settings: kernels)
    + module("LinearAlgebra", ["CLAPACKE", "COpenBLAS", "Tensors"], settings: kernels)
    // Models
    + module(
      "Transformer", ["LinearAlgebra", "Tensors"], settings: kernels, testing: ["JSONTree"],
      fixtures: [.copy("Fixtures")])
    // Science
    + module(
      "GradientSpectra", ["LinearAlgebra", "Tensors", "Transformer"], settings: kernels)
)
