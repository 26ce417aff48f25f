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
  exclude: [String] = [], resources: [Resource] = [], testing: [Target.Dependency] = [],
  fixtures: [Resource] = []
) -> [Target] {
  [
    .target(
      name: name, dependencies: dependencies, exclude: exclude, resources: resources,
      swiftSettings: settings),
    .testTarget(
      name: "\(name)Tests",
      dependencies: [.byName(name: name), "TestSupport"] + dependencies + testing,
      resources: fixtures, swiftSettings: common),
  ]
}

// MARK: - Package

let numerics = Target.Dependency.product(name: "RealModule", package: "swift-numerics")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let sqlite = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")

let package = Package(
  name: "gradbook",
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-numerics", from: "1.1.1"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
  ],
  targets: [
    // C libraries, one module map and one shim header each.
    .systemLibrary(name: "CCairo", pkgConfig: "cairo", providers: [.apt(["libcairo2-dev"])]),
    .systemLibrary(
      name: "CCMark", pkgConfig: "libcmark-gfm",
      providers: [.apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"])]),
    .systemLibrary(name: "CLAPACKE", pkgConfig: "lapacke", providers: [.apt(["liblapacke-dev"])]),
    .systemLibrary(name: "CMalloc"),
    .systemLibrary(
      name: "COniguruma", pkgConfig: "oniguruma", providers: [.apt(["libonig-dev"])]),
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(name: "CPango", providers: [.apt(["libpango1.0-dev"])]),

    .executableTarget(
      name: "gradbook",
      dependencies: [
        "Architectures", "Artifacts", "CMalloc", "Charts", "ChartsCairo", "Checkpoints",
        "Comparison", "Curvature", "DataQuality", "DataSelection", "Diagnostics", "Execution",
        "Experiments", "Exports",
        "GradientSpectra", "LinearAlgebra", "Reports", "Statistics", "Tensors", "Tokenization",
        "Transformer", numerics,
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: common),
    .target(
      name: "TestSupport", dependencies: ["Diagnostics", "Tensors"], path: "Tests/TestSupport",
      swiftSettings: common),
    .testTarget(
      name: "EndToEndTests", dependencies: ["Diagnostics", "JSONTree", "TestSupport", "gradbook"],
      resources: [.copy("Fixtures")], swiftSettings: common),
    // Runs plans and is killed by the tests of Execution.
    .executableTarget(
      name: "ExecutionProbe", dependencies: ["Artifacts", "Diagnostics", "Execution", "JSONTree"],
      path: "Tests/ExecutionProbe", swiftSettings: common),
  ]
    // Ground
    + module("Diagnostics")
    + module("JSONTree", ["Diagnostics"])
    + module("Statistics", [numerics], fixtures: [.copy("Fixtures")])
    + module("Tensors", settings: kernels)
    + module("LinearAlgebra", ["CLAPACKE", "COpenBLAS", "Tensors"], settings: kernels)
    // Files
    + module(
      "Checkpoints", ["Diagnostics", "JSONTree"], settings: kernels, fixtures: [.copy("Fixtures")])
    + module(
      "Tokenization", ["Diagnostics", "JSONTree", "COniguruma"], fixtures: [.copy("Fixtures")])
    + module("Artifacts", ["Diagnostics", "JSONTree", crypto, sqlite])
    // Models
    + module(
      "Transformer", ["LinearAlgebra", "Tensors"], settings: kernels, testing: ["JSONTree"],
      fixtures: [.copy("Fixtures")])
    + module(
      "Architectures",
      ["Checkpoints", "Diagnostics", "JSONTree", "LinearAlgebra", "Tensors", "Transformer"],
      settings: kernels, fixtures: [.copy("Fixtures")])
    // Science
    + module(
      "GradientSpectra", ["LinearAlgebra", "Statistics", "Tensors", "Transformer"],
      settings: kernels, testing: ["JSONTree"], fixtures: [.copy("Fixtures")])
    + module(
      "DataMixing", ["Diagnostics", "LinearAlgebra", "Statistics", "Tensors"], settings: kernels,
      fixtures: [.copy("Fixtures")])
    + module(
      "Curvature", ["DataMixing", "Diagnostics", "LinearAlgebra", "Tensors", "Transformer"],
      settings: kernels, fixtures: [.copy("Fixtures")])
    + module(
      "DataQuality", ["LinearAlgebra", "Statistics", "Tensors", "Tokenization", "Transformer"],
      settings: kernels)
    + module(
      "DataSelection",
      ["Artifacts", "Diagnostics", "JSONTree", "LinearAlgebra", "Statistics", "Tensors", crypto],
      settings: kernels, fixtures: [.copy("Fixtures")])
    + module(
      "Evaluation",
      ["Diagnostics", "LinearAlgebra", "Statistics", "Tokenization", "Transformer"],
      testing: ["Tensors"])
    // Running
    + module("Execution", ["Artifacts", "Diagnostics", "JSONTree"])
    + module(
      "Experiments",
      [
        "Architectures", "Artifacts", "Checkpoints", "Curvature", "DataMixing", "DataQuality",
        "DataSelection", "Diagnostics", "Evaluation", "Execution", "GradientSpectra", "JSONTree",
        "LinearAlgebra", "Statistics", "Tensors", "Tokenization", "Transformer", crypto,
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SystemPackage", package: "swift-system"),
      ], fixtures: [.copy("Fixtures")])
    + module(
      "Comparison", ["Artifacts", "Diagnostics", "Experiments", "JSONTree", "Statistics"])
    // Showing
    + module("Charts", fixtures: [.copy("Fixtures")])
    + module("ChartsCairo", ["Charts", "Diagnostics", "CCairo", "CPango"])
    + module(
      "Reports",
      [
        "Artifacts", "CCMark", "Charts", "Comparison", "Diagnostics", "Experiments", "JSONTree",
        "Statistics", mustache,
      ],
      exclude: [
        "Templates/diff.schema.json", "Templates/experiment.schema.json",
        "Templates/policy.schema.json",
      ],
      resources: [.embedInCode("Templates")], testing: ["ChartsCairo"],
      fixtures: [.copy("Snapshots")])
    + module(
      "Exports", ["Artifacts", "Charts", "Diagnostics", "Experiments", "JSONTree", "Reports"],
      testing: ["ChartsCairo"])
)
