import MQTTPackets

/// Client identifiers that the user name decides, where a listener wants that.
extension Shard {
    /// Lets the client in under the identifier that it may have.
    func admit(_ connect: Connect, userName: String?, on connection: Connection) {
        var connect = connect
        switch settings.listeners[connection.listener].clientIDRule {
        case .free: break
        case .userName:
            guard let userName, !userName.isEmpty,
                userName.utf8.count <= settings.limits.clientIDBytesMax
            else {  // as mosquitto
                refuse(
                    connect, from: connection, .clientIDOfAnother(userName: userName),
                    reasonCode: .notAuthorized)
                return
            }
            connect.clientID = userName
            let home = Shard.home(of: userName, shardCount: shardCount)
            if home != index {
                connection.pendingConnect = PendingConnect(connect, acceptedAs: userName)
                connection.phase = .moving
                effects.append(.move(connection.slot, toShard: home))
                return
            }
        case .boundToUserName:
            if connection.hasAssignedClientID { break }  // nobody chose it
            guard let userName, isBound(connect.clientID, to: userName) else {
                refuse(
                    connect, from: connection, .clientIDOfAnother(userName: userName),
                    reasonCode: .clientIdentifierNotValid)
                return
            }
        }
        accept(connect, userName: userName, on: connection)
    }

    /// Whether the identifier is the user name, or goes on with a character that parts words:
    /// `sensor-1/a` is `sensor-1`'s, and `sensor-10` is not.
    private func isBound(_ clientID: String, to userName: String) -> Bool {
        guard !userName.isEmpty, clientID.utf8.starts(with: userName.utf8) else { return false }
        guard let next = clientID.utf8.dropFirst(userName.utf8.count).first else { return true }
        switch next {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...:
            return false
        default: return true
        }
    }

    /// What a listener makes of its clients' identifiers.
    package func clientIDRule(ofListener place: Int) -> ClientIDRule {
        settings.listeners[place].clientIDRule
    }

    /// What was decided already about a connection that moves; nil when its CONNECT is not read
    /// yet.
    package func takeAccepted(on slot: ConnectionSlot) -> AcceptedConnect? {
        guard let connection = connection(at: slot), let pending = connection.pendingConnect,
            let userName = pending.acceptedAs
        else { return nil }
        return AcceptedConnect(
            connect: pending.connect, userName: userName,
            hasAssignedClientID: connection.hasAssignedClientID,
            finalData: connection.enhancedAuthentication?.finalData)
    }

    /// Goes on with a client that another shard let in; called right after ``open(listener:now:)``.
    package func take(
        _ accepted: AcceptedConnect, on slot: ConnectionSlot, now: MonotonicTime
    ) {
        self.now = now
        guard let connection = connection(at: slot) else { return }
        let connect = accepted.connect
        connection.version = connect.version
        connection.hasAssignedClientID = accepted.hasAssignedClientID
        note(connect.properties, on: connection)
        noteMethod(of: connect, on: connection)
        connection.enhancedAuthentication?.finalData = accepted.finalData
        touchesJournal = false
        accept(connect, userName: accepted.userName, on: connection)
    }
}
