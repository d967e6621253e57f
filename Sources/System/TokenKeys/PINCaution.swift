/// Where a PIN lies more open than it should.
package enum PINCaution: Hashable, Sendable, CustomStringConvertible {
    /// In the address, hence in the list of processes and in the shell's history.
    case inAddress
    /// In a file that every user of the machine may read.
    case readableByOthers(String)

    /// One line for the operator.
    package var description: String {
        switch self {
        case .inAddress:
            "the PIN stands in the key's address, where every user of this machine can see it;"
                + " put it into a file of mode 0600 and write pin-source=FILE"
        case .readableByOthers(let path):
            "every user of this machine may read the PIN in '\(path)'; chmod 600 '\(path)'"
        }
    }
}
