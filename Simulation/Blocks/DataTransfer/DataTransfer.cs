namespace OcppLab.Simulation;

// DataTransfer (1.6 sections 4.3 and 5.6, 2.0.1 use cases P01 and P02): no vendor's messages are known. What the charger sends is the
// user's own (proxy-message).
public sealed partial class Charger
{
    internal static V16.DataTransferResponse Answer(V16.DataTransferRequest request) => new()
    {
        Status = V16.DataTransferStatus.UnknownVendorId,
    };

    internal static V2.DataTransferResponse Answer(V2.DataTransferRequest request) => new()
    {
        Status = V2.DataTransferStatusEnumType.UnknownVendorId,
    };
}
