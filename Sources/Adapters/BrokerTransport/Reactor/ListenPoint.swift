/// A bound socket, and which listener of the settings it belongs to.
package struct ListenPoint: Sendable {
    package let socket: ListenSocket
    /// Nil for plain text.
    package let tls: TLSContext?
    /// The listener, as a place in the settings: one listener may have several sockets.
    package let settingsPlace: Int

    /// A socket of the listener in that place.
    package init(socket: ListenSocket, tls: TLSContext?, settingsPlace: Int) {
        self.socket = socket
        self.tls = tls
        self.settingsPlace = settingsPlace
    }
}
