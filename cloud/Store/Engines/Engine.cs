namespace Wattline.Cloud.Store.Engines;

/// <summary>A database behind the door: hands its connections to works, each in a transaction.</summary>
internal abstract class Engine : IDisposable
{
    public abstract StoreEngine Kind { get; }

    public abstract T Write<T>(Func<StoreConnection, T> work, Action? undone, Isolation isolation);

    public abstract T Read<T>(Func<StoreConnection, T> work);

    public abstract void Dispose();
}
