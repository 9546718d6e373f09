# One image for a silo (the entry point) and for a front door without chargers (dotnet OcppLab.Api.dll).
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY Directory.Build.props Directory.Packages.props .editorconfig ./
COPY Ocpp.Messages/*.csproj Ocpp.Messages/
COPY Ocpp.Messages.Generator/*.csproj Ocpp.Messages.Generator/
COPY Simulation/*.csproj Simulation/
COPY Ocpp/*.csproj Ocpp/
COPY Inventory/*.csproj Inventory/
COPY LoadTests/*.csproj LoadTests/
COPY Grains.Interfaces/*.csproj Grains.Interfaces/
COPY Grains/*.csproj Grains/
COPY Csms/*.csproj Csms/
COPY Api/*.csproj Api/
COPY Silo/*.csproj Silo/
RUN dotnet restore Silo -p:_IsPublishing=true
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
