# One image for the whole cluster: a silo, a front door or both, by Cluster__Role.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY Directory.Build.props Directory.Packages.props .editorconfig ./
COPY Simulation/*.csproj Simulation/
COPY Ocpp/*.csproj Ocpp/
COPY Fleet/*.csproj Fleet/
COPY Csms/*.csproj Csms/
COPY Api/*.csproj Api/
COPY Grains.Interfaces/*.csproj Grains.Interfaces/
COPY Grains/*.csproj Grains/
COPY Silo/*.csproj Silo/
RUN dotnet restore Silo
COPY . .
RUN dotnet publish Silo --no-restore -c Release -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /app
COPY --from=build /app .
RUN mkdir /data && chown $APP_UID /data
ENV Data__Directory=/data Urls=http://+:8080 Cluster__Address=auto
VOLUME /data
EXPOSE 8080 11111 30000
USER $APP_UID
ENTRYPOINT ["dotnet", "OcppLab.Silo.dll"]
