/// An end of a connection that a statement binds.
enum Side: String, CaseIterable {
    case server
    case client
}
