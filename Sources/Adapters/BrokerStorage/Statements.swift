/// The statements of the commit path, compiled once per connection.
final class Statements {
    let begin, commit, rollback: PreparedStatement
    let replaceMeta, replaceSession, replaceSubscription, replaceReceived: PreparedStatement
    let replaceMessage, replaceAcknowledgement, replaceRetained: PreparedStatement
    let deleteMessage, deleteReceived, deleteRetained: PreparedStatement
    let deleteSession, deleteSubscription: PreparedStatement
    let deleteSubscriptionsOfSession, deleteReceivedOfSession: PreparedStatement
    let message, oldestMessage: PreparedStatement
    let oldestAcknowledgements, deleteAcknowledgementsUpTo: PreparedStatement

    /// Compiles them all; a file without our tables is refused here.
    init(_ connection: Connection) throws(SQLiteFault) {
        begin = try connection.prepare("BEGIN IMMEDIATE")
        commit = try connection.prepare("COMMIT")
        rollback = try connection.prepare("ROLLBACK")
        replaceMeta = try connection.prepare(Table.meta.replacement)
        replaceSession = try connection.prepare(Table.session.replacement)
        replaceSubscription = try connection.prepare(Table.sub.replacement)
        replaceReceived = try connection.prepare(Table.received.replacement)
        replaceMessage = try connection.prepare(Table.msg.replacement)
        replaceAcknowledgement = try connection.prepare(Table.ack.replacement)
        replaceRetained = try connection.prepare(Table.retained.replacement)
        deleteMessage = try connection.prepare("DELETE FROM msg WHERE id = ?")
        deleteReceived = try connection.prepare("DELETE FROM received WHERE id = ?")
        deleteRetained = try connection.prepare("DELETE FROM retained WHERE topic = ?")
        deleteSession = try connection.prepare("DELETE FROM session WHERE no = ?")
        deleteSubscription = try connection.prepare(
            "DELETE FROM sub WHERE session = ? AND filter = ?")
        deleteSubscriptionsOfSession = try connection.prepare("DELETE FROM sub WHERE session = ?")
        deleteReceivedOfSession = try connection.prepare(
            "DELETE FROM received WHERE id >= ? AND id <= ?")
        message = try connection.prepare("SELECT \(Table.msg.columnList) FROM msg WHERE id = ?")
        oldestMessage = try connection.prepare("SELECT id FROM msg ORDER BY id LIMIT 1")
        oldestAcknowledgements = try connection.prepare(
            "SELECT \(Table.ack.columnList) FROM ack ORDER BY id")
        deleteAcknowledgementsUpTo = try connection.prepare("DELETE FROM ack WHERE id <= ?")
    }

    /// Writes a whole row of a table.
    func replacement(of table: Table) -> PreparedStatement {
        switch table {
        case .meta: replaceMeta
        case .session: replaceSession
        case .sub: replaceSubscription
        case .received: replaceReceived
        case .msg: replaceMessage
        case .ack: replaceAcknowledgement
        case .retained: replaceRetained
        }
    }

    /// Writes a row whole.
    func replace(_ row: StoredRow, in table: Table) throws(SQLiteFault) {
        let statement = replacement(of: table)
        statement.bind(row)
        try statement.run()
    }
}
