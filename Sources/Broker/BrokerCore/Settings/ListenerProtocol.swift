/// What a listener's clients speak once the transport is up.
package enum ListenerProtocol: String, Hashable, Sendable {
    case mqtt
}
