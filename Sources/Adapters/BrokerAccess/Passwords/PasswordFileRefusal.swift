/// Why a password file cannot be used: a broker that dropped broken lines would lock out or let in
/// the wrong people, so any problem refuses the file.
package enum PasswordFileRefusal: Error, Hashable, Sendable {
    /// The file cannot be read.
    case unreadable(file: String, cause: String)

    /// Lines, counted from 1, that cannot be used.
    case brokenLines(file: String, problems: [Line])

    /// A line and what is wrong with it.
    package struct Line: Hashable, Sendable {
        /// The line, counted from 1.
        package let number: Int

        /// What is wrong.
        package let problem: PasswordLineProblem

        /// A line and what is wrong with it.
        package init(number: Int, problem: PasswordLineProblem) {
            self.number = number
            self.problem = problem
        }
    }

    /// One line of text for each problem, with the cure.
    package var lines: [String] {
        switch self {
        case .unreadable(let file, let cause):
            ["\(file): Error: Unable to open password file. \(cause)."]
        case .brokenLines(let file, let problems):
            problems.map { line in
                "\(file):\(line.number): Error: Unable to decode line in password file: "
                    + "\(line.problem.sentence)."
            }
        }
    }
}

extension PasswordLineProblem {
    fileprivate var sentence: String {
        switch self {
        case .malformedUTF8: "it is not UTF-8"
        case .noUserName: "it has no user name and colon"
        case .notHashed:
            "the password is not hashed; 'mosquitto_passwd -U FILE' hashes those of a file"
        case .argon2:
            "argon2 hashes are not supported yet; 'mosquitto_passwd -H sha512-pbkdf2' makes one"
                + " that is"
        case .unknownScheme: "its hash is neither $6$ (SHA-512) nor $7$ (PBKDF2)"
        case .wrongFieldCount: "its hash is not $6$SALT$HASH or $7$ITERATIONS$SALT$HASH"
        case .invalidIterations: "its iterations are no number from 1 to 10000000"
        case .invalidSalt: "its salt is not base64"
        case .invalidHash: "its hash is not the base64 of 64 bytes"
        case .duplicateUser(let user): "user '\(user)' stands on an earlier line too"
        }
    }
}
