namespace Wattline.Cloud.Store;

/// <summary>The database cannot be opened as it is configured. The message is for the operator and holds no secret.</summary>
public sealed class StoreOpenException(string message, Exception? cause = null) : Exception(message, cause);
