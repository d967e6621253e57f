/// Why there is no place for the broker's state.
package enum StateFileFault: Error, Hashable, Sendable {
    /// Neither the configuration nor the environment says where.
    case noHome
    /// The kernel chooses the port of the first listener: no later start would find the folder.
    case portNotFixed
}

extension StateFileFault: CustomStringConvertible {
    /// One line: what, why, and what to do.
    package var description: String {
        switch self {
        case .noHome:
            "There is no place for sessions and messages: none of STATE_DIRECTORY, XDG_STATE_HOME "
                + "and HOME is set. Write persistence_location, or persistence false to keep "
                + "nothing."
        case .portNotFixed:
            "There is no place for sessions and messages: the port of the first listener is "
                + "another one at each start. Write persistence_location, or persistence false to "
                + "keep nothing."
        }
    }
}
