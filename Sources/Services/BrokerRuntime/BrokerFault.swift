package import BrokerAccess
package import BrokerTransport

/// Why a broker cannot start.
package enum BrokerFault: Error {
    case socket(ListenFault)
    case tls(TLSFault)
    case passwordFile(PasswordFileRefusal)
    case scramFile(SCRAMFileRefusal)
    case system(SystemFault)
}
