namespace StreamW2V.TestKit.Disks;

/// <summary>How a call fails.</summary>
/// <param name="ErrorNumber">errno; 0 for a read that is merely short.</param>
/// <param name="IsShort">Half of the bytes are written or read all the same.</param>
public readonly record struct DiskFault(int ErrorNumber, bool IsShort = false);
