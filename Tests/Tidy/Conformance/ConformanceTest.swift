/// A test in `Tests/Conformance` and the statements that its name claims to prove.
struct ConformanceTest: Equatable {
    let standard: Standard
    let side: Side
    let path: String
    /// Without its labels.
    let name: String
    let labels: [String]

    /// The tests of one file; none when it lies elsewhere. A disabled test proves nothing.
    static func all(in file: SourceFile) -> [ConformanceTest] {
        guard file.isSwift, let (standard, side) = place(of: file) else { return [] }
        let text = file.lines.joined(separator: "\n")
        return TestFunction.all(in: text).filter { !$0.isDisabled }.map { function in
            ConformanceTest(
                standard: standard, side: side, path: file.path,
                name: function.nameWithoutLabels, labels: function.labels)
        }
    }

    /// Which standard and side the file's folder stands for.
    static func place(of file: SourceFile) -> (standard: Standard, side: Side)? {
        for standard in Standard.allCases {
            for side in Side.allCases where file.path.hasPrefix(standard.folder(of: side)) {
                return (standard, side)
            }
        }
        return nil
    }
}
