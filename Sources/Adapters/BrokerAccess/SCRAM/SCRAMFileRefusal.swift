/// Why a file of SCRAM credentials cannot be used: any problem refuses the whole file, as with
/// password files.
package enum SCRAMFileRefusal: Error, Hashable, Sendable {
    /// The file cannot be read.
    case unreadable(file: String, cause: String)

    /// Lines, counted from 1, that cannot be used.
    case brokenLines(file: String, problems: [Line])

    /// A line and what is wrong with it.
    package struct Line: Hashable, Sendable {
        /// The line, counted from 1.
        package let number: Int

        /// What is wrong.
        package let problem: SCRAMLineProblem

        /// A line and what is wrong with it.
        package init(number: Int, problem: SCRAMLineProblem) {
            self.number = number
            self.problem = problem
        }
    }

    /// One line of text for each problem, with the cure.
    package var lines: [String] {
        switch self {
        case .unreadable(let file, let cause):
            ["\(file): Error: Unable to open SCRAM file. \(cause)."]
        case .brokenLines(let file, let problems):
            problems.map { line in
                "\(file):\(line.number): Error: Unable to decode line in SCRAM file: "
                    + "\(line.problem.sentence)."
            }
        }
    }
}
