package import BrokerAccess
package import BrokerStorage
package import BrokerTransport

/// Why a broker cannot start.
package enum BrokerFault: Error {
    case socket(ListenFault)
    case tls(TLSFault)
    case passwordFile(PasswordFileRefusal)
    case scramFile(SCRAMFileRefusal)
    case stateFile(StateFileFault)
    case storage(StorageFault)
    case system(SystemFault)
}
