SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE public.charger_grains (
    charger_id text NOT NULL,
    version integer NOT NULL,
    writer uuid NOT NULL,
    awake boolean NOT NULL,
    state bytea NOT NULL
)
WITH (fillfactor='70');
CREATE TABLE public.chargers (
    id text NOT NULL COLLATE pg_catalog."C",
    organization_id text NOT NULL COLLATE pg_catalog."C",
    location_id text NOT NULL COLLATE pg_catalog."C",
    identity text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    brand_slug text NOT NULL,
    model_slug text NOT NULL,
    connector_type text NOT NULL,
    ocpp_version text NOT NULL,
    ws_url text,
    security_profile integer NOT NULL,
    authorization_key text,
    seed bigint NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL
);
CREATE TABLE public.cluster_versions (
    version integer NOT NULL
);
CREATE TABLE public.idempotency_keys (
    organization_id text NOT NULL COLLATE pg_catalog."C",
    key text NOT NULL COLLATE pg_catalog."C",
    request_hash text NOT NULL,
    status integer,
    content_type text,
    body bytea,
    created_at bigint NOT NULL
);
CREATE TABLE public.inventory_versions (
    version integer NOT NULL
);
CREATE TABLE public.job_batches (
    job_id text NOT NULL,
    number integer NOT NULL,
    items text NOT NULL,
    done boolean NOT NULL,
    failures text
);
CREATE TABLE public.jobs (
    id text NOT NULL COLLATE pg_catalog."C",
    organization_id text NOT NULL COLLATE pg_catalog."C",
    location_id text NOT NULL COLLATE pg_catalog."C",
    work text NOT NULL,
    total integer NOT NULL,
    created_at bigint NOT NULL,
    finished_at bigint,
    runner text,
    lease_until bigint NOT NULL
);
CREATE TABLE public.locations (
    id text NOT NULL COLLATE pg_catalog."C",
    organization_id text NOT NULL COLLATE pg_catalog."C",
    slug text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    address text,
    city text,
    country text,
    latitude double precision,
    longitude double precision,
    timezone text,
    owner_name text,
    public boolean NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL
);
CREATE TABLE public.orleansmembershiptable (
    deploymentid character varying(150) NOT NULL,
    address character varying(45) NOT NULL,
    port integer NOT NULL,
    generation integer NOT NULL,
    siloname character varying(150) NOT NULL,
    hostname character varying(150) NOT NULL,
    status integer NOT NULL,
    proxyport integer,
    suspecttimes text,
    starttime timestamp(3) with time zone NOT NULL,
    iamalivetime timestamp(3) with time zone NOT NULL
);
CREATE TABLE public.orleansmembershipversiontable (
    deploymentid character varying(150) NOT NULL,
    "timestamp" timestamp(3) with time zone DEFAULT now() NOT NULL,
    version integer DEFAULT 0 NOT NULL
);
CREATE TABLE public.orleansquery (
    querykey character varying(64) NOT NULL,
    querytext text NOT NULL
);
CREATE TABLE public.orleansreminderstable (
    serviceid character varying(150) NOT NULL,
    grainid character varying(150) NOT NULL,
    remindername character varying(150) NOT NULL,
    starttime timestamp(3) with time zone NOT NULL,
    period bigint NOT NULL,
    grainhash integer NOT NULL,
    version integer NOT NULL
);
CREATE TABLE public.orleansstorage (
    grainidhash integer NOT NULL,
    grainidn0 bigint NOT NULL,
    grainidn1 bigint NOT NULL,
    graintypehash integer NOT NULL,
    graintypestring character varying(512) NOT NULL,
    grainidextensionstring character varying(512),
    serviceid character varying(150) NOT NULL,
    payloadbinary bytea,
    modifiedon timestamp(3) with time zone DEFAULT now() NOT NULL,
    version integer NOT NULL
)
WITH (fillfactor='70');
CREATE TABLE public.sessions (
    id text NOT NULL COLLATE pg_catalog."C",
    organization_id text NOT NULL COLLATE pg_catalog."C",
    location_id text NOT NULL COLLATE pg_catalog."C",
    charger_id text NOT NULL COLLATE pg_catalog."C",
    identity text NOT NULL COLLATE pg_catalog."C",
    connector_id integer NOT NULL,
    id_tag text NOT NULL,
    transaction_id text,
    started_at bigint NOT NULL,
    stopped_at bigint,
    energy_wh double precision NOT NULL,
    stop_reason text,
    command_id text
);
INSERT INTO public.charger_grains VALUES ('dep-27368ab00e7d', 5, 'da0c5a5d-2986-4d14-a5d8-e597624e9f98', true, '\x7b22726567697374726174696f6e223a224163636570746564222c2273657373696f6e73223a312c22636f6d6d616e6473223a5b383432353231343133323536303235393631312c383237393931313334383938323234323836375d2c226361636865223a5b7b226964546167223a225441472d31227d5d2c22636f6e6e6563746f7273223a5b7b226d657465725768223a332e3333343432313833313131313131312c2273696e6365223a22323032362d31312d32345432313a32303a30362e353935353937362b30303a3030227d2c6e756c6c5d2c227472616e73616374696f6e73223a5b7b226e756d626572223a312c22636f6e6e6563746f724964223a312c226964223a2239316131316632362d396133382d383837362d386163612d656161626237346665306235222c226964546167223a225441472d31222c22636f6d6d616e644964223a22326539306339653361393830222c22737461727465644174223a22323032362d31312d32345432313a32303a30332e333333363633322b30303a3030222c2276656869636c654e616d65223a22506c7567496e487962726964222c227374617274536f63223a302e35342c22706861736573223a312c2273746f705768656e46756c6c223a747275652c22756e706c7567223a747275652c226c656773223a5b7b226174223a22323032362d31312d32345432313a32303a30332e333333363633322b30303a3030222c226c696d697457223a333638302c226f66666572656457223a373333332e3333333333333333333333337d5d2c226e6578745365714e6f223a322c22656e6465644174223a22323032362d31312d32345432313a32303a30362e353935353937362b30303a3030222c22656e6465645768223a332e3333343432313833313131313131312c2273746f70526561736f6e223a224c6f63616c227d5d2c226f7574626f78223a5b7b226b696e64223a227472616e73616374696f6e222c226576656e74223a22456e646564222c226174223a22323032362d31312d32345432313a32303a30362e353935353937362b30303a3030222c2274726967676572223a2253746f70417574686f72697a6564222c227374617465223a224556436f6e6e6563746564222c226e616d6573546f6b656e223a747275652c226e756d626572223a312c227365714e6f223a312c226f66666c696e65223a747275657d5d7d');
INSERT INTO public.charger_grains VALUES ('dep-4ab9cbc6d24f', 4, 'd120331c-dce2-409d-8a05-f33df311dc64', true, '\x7b22726567697374726174696f6e223a224163636570746564222c2273657373696f6e73223a312c22636f6d6d616e6473223a5b323932313032363734303834333835353334325d2c226361636865223a5b7b226964546167223a225441472d31227d5d2c22636f6e6e6563746f7273223a5b7b22706c7567676564223a747275652c2273696e6365223a22323032362d31312d32345432313a32303a30332e323939373237332b30303a3030227d2c6e756c6c5d2c227472616e73616374696f6e73223a5b7b226e756d626572223a312c22636f6e6e6563746f724964223a312c226964223a2263366430373137632d613234632d383661322d626237652d636562303236306236393965222c226964546167223a225441472d31222c22636f6d6d616e644964223a22626635346539376138356334222c22737461727465644174223a22323032362d31312d32345432313a32303a30332e323939373237332b30303a3030222c2276656869636c654e616d65223a22416972436f6f6c656448617463686261636b222c227374617274536f63223a302e332c22706861736573223a312c2273746f705768656e46756c6c223a747275652c22756e706c7567223a747275652c226c656773223a5b7b226174223a22323032362d31312d32345432313a32303a30332e323939373237332b30303a3030222c226c696d697457223a363637302c226f66666572656457223a373333332e3333333333333333333333337d5d2c226e6578745365714e6f223a312c226e65787453616d706c654174223a22323032362d31312d32345432313a32303a31332e323939373237332b30303a3030227d5d7d');
INSERT INTO public.charger_grains VALUES ('dep-a95bd1c104e0', 4, 'dcbcdfe6-9065-4d25-9b8e-ac082e58f4f2', true, '\x7b22726567697374726174696f6e223a224163636570746564222c2273657373696f6e73223a312c22636f6d6d616e6473223a5b31313532333830373531363537393638323534395d2c226361636865223a5b7b226964546167223a225441472d31227d5d2c22636f6e6e6563746f7273223a5b7b22706c7567676564223a747275652c2273696e6365223a22323032362d31312d32345432313a32303a30332e323531303432382b30303a3030227d2c6e756c6c5d2c227472616e73616374696f6e73223a5b7b226e756d626572223a312c22636f6e6e6563746f724964223a312c226964223a22353535313936303032222c226964546167223a225441472d31222c22636f6d6d616e644964223a22343337323333663735393831222c22737461727465644174223a22323032362d31312d32345432313a32303a30332e323531303432382b30303a3030222c2276656869636c654e616d65223a2248696768566f6c7461676553706f727473436172222c227374617274536f63223a302e33352c22706861736573223a332c2273746f705768656e46756c6c223a747275652c22756e706c7567223a747275652c226c656773223a5b7b226174223a22323032362d31312d32345432313a32303a30332e323531303432382b30303a3030222c226c696d697457223a31313034302c226f66666572656457223a32323030307d5d2c226e6578745365714e6f223a312c226e65787453616d706c654174223a22323032362d31312d32345432313a32303a31332e323531303432382b30303a3030227d5d7d');
INSERT INTO public.charger_grains VALUES ('dep-c367a6f3b0c7', 5, 'bc62dce7-3d35-4d49-ae7d-c9654c4fd80e', true, '\x7b22726567697374726174696f6e223a224163636570746564222c2273657373696f6e73223a312c22636f6d6d616e6473223a5b31333932373338323039373631323433303934322c31323638353930313331323131303139363936375d2c226361636865223a5b7b226964546167223a225441472d31227d5d2c22636f6e6e6563746f7273223a5b7b226d657465725768223a362e3639383934303732323232323232322c2273696e6365223a22323032362d31312d32345432313a32303a30362e353833303237352b30303a3030227d2c6e756c6c5d2c227472616e73616374696f6e73223a5b7b226e756d626572223a312c22636f6e6e6563746f724964223a312c226964223a22353535313936303031222c226964546167223a225441472d31222c22636f6d6d616e644964223a22303238353336393761373237222c22737461727465644174223a22323032362d31312d32345432313a32303a30332e323934343536362b30303a3030222c2276656869636c654e616d65223a2243697479436172222c227374617274536f63223a302e32332c22706861736573223a312c2273746f705768656e46756c6c223a747275652c22756e706c7567223a747275652c226c656773223a5b7b226174223a22323032362d31312d32345432313a32303a30332e323934343536362b30303a3030222c226c696d697457223a373333332e3333333333333333333333332c226f66666572656457223a373333332e3333333333333333333333337d5d2c226e6578745365714e6f223a322c22656e6465644174223a22323032362d31312d32345432313a32303a30362e353833303237352b30303a3030222c22656e6465645768223a362e3639383934303732323232323232322c2273746f70526561736f6e223a224c6f63616c227d5d2c226f7574626f78223a5b7b226b696e64223a227472616e73616374696f6e222c226576656e74223a22456e646564222c226174223a22323032362d31312d32345432313a32303a30362e353833303237352b30303a3030222c2274726967676572223a2253746f70417574686f72697a6564222c227374617465223a224556436f6e6e6563746564222c226e616d6573546f6b656e223a747275652c226e756d626572223a312c227365714e6f223a312c226f66666c696e65223a747275657d5d7d');
INSERT INTO public.charger_grains VALUES ('dep-fe1533b783fa', 1, '91d0dab4-a576-4caa-9cbb-3f084389e2b1', true, '\x7b2273657373696f6e73223a312c22636f6d6d616e6473223a5b383935313131363134363831363338333434375d2c22636f6e6e6563746f7273223a5b7b22706c7567676564223a747275652c2273696e6365223a22323032362d31312d32345432313a32303a30332e333430313339392b30303a3030227d2c6e756c6c5d2c227472616e73616374696f6e73223a5b7b226e756d626572223a312c22636f6e6e6563746f724964223a312c226964546167223a225441472d31222c22636f6d6d616e644964223a22656434343462336435373531222c22737461727465644174223a22323032362d31312d32345432313a32303a30332e333430313339392b30303a3030222c2276656869636c654e616d65223a224c6f6e6752616e6765536564616e222c227374617274536f63223a302e32382c22706861736573223a332c2273746f705768656e46756c6c223a747275652c22756e706c7567223a747275652c2273696c656e74223a747275652c226c656773223a5b7b226174223a22323032362d31312d32345432313a32303a30332e333430313339392b30303a3030222c226c696d697457223a31313034302c226f66666572656457223a32323030307d5d7d5d7d');
INSERT INTO public.charger_grains VALUES ('dep-41ebd1f1d718', 5, '556e167b-db6a-42e9-916a-3e70a478d809', true, '\x7b22726567697374726174696f6e223a224163636570746564222c226f6e6c696e65223a747275652c2273657373696f6e73223a312c22636f6d6d616e6473223a5b323938303337393538363438303538313631325d2c226361636865223a5b7b226964546167223a225441472d32227d5d2c22636f6e6e6563746f7273223a5b7b226d657465725768223a362e3133333333333333333333333333342c2273696e6365223a22323032362d31312d32345432313a32303a30352e333833313133332b30303a3030227d2c6e756c6c5d2c227472616e73616374696f6e73223a5b5d7d');
INSERT INTO public.charger_grains VALUES ('dep-d6bcb0e5dd9c', 2, 'dc9ccd8f-8245-49bb-ba83-7c9e548bd488', true, '\x7b22726567697374726174696f6e223a224163636570746564222c226f6e6c696e65223a747275652c22636f6d6d616e6473223a5b31323937363033393239353238373333303631372c353139333735323736363533383639383830355d2c22636f6e6e6563746f7273223a5b7b2273696e6365223a22323032362d31312d32345432313a32303a30332e343037343231392b30303a3030227d2c6e756c6c5d7d');
INSERT INTO public.charger_grains VALUES ('dep-de93f183e086', 2, '5158fc3b-86ac-4b6c-9e80-42bfc81197fe', false, '\x7b2273657373696f6e73223a312c22636f6d6d616e6473223a5b31353430343032313336373034373239333033305d2c22636f6e6e6563746f7273223a5b7b226d657465725768223a312e383532373737373737373737373737392c2273696e6365223a22323032362d31312d32345432313a32303a30342e333838313037312b30303a3030227d2c6e756c6c5d2c227472616e73616374696f6e73223a5b5d7d');
INSERT INTO public.charger_grains VALUES ('dep-c0804afdcc07', 2, '4887e89f-0e69-4424-916d-2a78c52ba519', false, '\x7b2273657373696f6e73223a312c22636f6d6d616e6473223a5b363338343736393036373831373531313236325d2c22636f6e6e6563746f7273223a5b7b226d657465725768223a332e3036363636363636363636363636372c2273696e6365223a22323032362d31312d32345432313a32303a30342e343434303335342b30303a3030227d2c6e756c6c5d2c227472616e73616374696f6e73223a5b5d7d');
INSERT INTO public.charger_grains VALUES ('dep-d649c14bf95b', 3, 'de8046db-e82d-4c15-9ab8-d862bf7c4730', true, '\x7b2273657373696f6e73223a322c22636f6d6d616e6473223a5b353033363236383632383631353039313030392c31303338323135353035343830353435323133335d2c22636f6e6e6563746f7273223a5b7b22706c7567676564223a747275652c226d657465725768223a342c2273696e6365223a22323032362d31312d32345432313a32303a30382e373635303237322b30303a3030227d2c6e756c6c5d2c227472616e73616374696f6e73223a5b7b226e756d626572223a322c22636f6e6e6563746f724964223a312c226964546167223a225441472d35222c22636f6d6d616e644964223a22313332333864353361343763222c22737461727465644174223a22323032362d31312d32345432313a32303a30382e373635303237322b30303a3030222c226d6574657253746172745768223a342c2276656869636c654e616d65223a2243697479436172222c227374617274536f63223a302e34382c22706861736573223a312c2273746f705768656e46756c6c223a747275652c22756e706c7567223a747275652c2273696c656e74223a747275652c226c656773223a5b7b226174223a22323032362d31312d32345432313a32303a30382e373635303237322b30303a3030222c226c696d697457223a373333332e3333333333333333333333332c226f66666572656457223a373333332e3333333333333333333333337d5d7d5d7d');
INSERT INTO public.charger_grains VALUES ('dep-39e93fc65253', 2, '0d052cf1-bfa8-427b-a431-acaf1a4ee4c8', false, '\x7b2273657373696f6e73223a312c22636f6d6d616e6473223a5b3133303435393738363335343734393936355d2c22636f6e6e6563746f7273223a5b7b226d657465725768223a332e3036363636363636363636363636372c2273696e6365223a22323032362d31312d32345432313a32303a30342e343331353237332b30303a3030227d2c6e756c6c5d2c227472616e73616374696f6e73223a5b5d7d');
INSERT INTO public.chargers VALUES ('dep-a95bd1c104e0', 'acme', 'loc-5d97c6e55479', 'RUNNING-16', 'RUNNING-16', 'alfen', 'alfen-eve-double-pro-line', 'Type2', 'ocpp1.6', 'ws://127.0.0.1:9123/csms', 0, NULL, -1523438764470089639, 1795555202175, 1795555202175);
INSERT INTO public.chargers VALUES ('dep-4ab9cbc6d24f', 'acme', 'loc-5d97c6e55479', 'RUNNING-201', 'RUNNING-201', 'alfen', 'alfen-eve-double-pro-line', 'Type2', 'ocpp2.0.1', 'ws://127.0.0.1:9123/csms', 0, NULL, 1329534292226926627, 1795555202557, 1795555202557);
INSERT INTO public.chargers VALUES ('dep-c367a6f3b0c7', 'acme', 'loc-5d97c6e55479', 'UNDELIVERED-16', 'UNDELIVERED-16', 'alfen', 'alfen-eve-double-pro-line', 'Type2', 'ocpp1.6', 'ws://127.0.0.1:9123/csms', 0, NULL, 591517819286468872, 1795555202633, 1795555202633);
INSERT INTO public.chargers VALUES ('dep-27368ab00e7d', 'acme', 'loc-5d97c6e55479', 'UNDELIVERED-201', 'UNDELIVERED-201', 'alfen', 'alfen-eve-double-pro-line', 'Type2', 'ocpp2.0.1', 'ws://127.0.0.1:9123/csms', 0, NULL, -5962660681452608684, 1795555202720, 1795555202720);
INSERT INTO public.chargers VALUES ('dep-41ebd1f1d718', 'acme', 'loc-5d97c6e55479', 'FINISHED-16', 'FINISHED-16', 'alfen', 'alfen-eve-double-pro-line', 'Type2', 'ocpp1.6', 'ws://127.0.0.1:9123/csms', 0, NULL, -1218529968573184454, 1795555202739, 1795555202739);
INSERT INTO public.chargers VALUES ('dep-d6bcb0e5dd9c', 'acme', 'loc-5d97c6e55479', 'IDLE-16', 'IDLE-16', 'alfen', 'alfen-eve-double-pro-line', 'Type2', 'ocpp1.6', 'ws://127.0.0.1:9123/csms', 0, NULL, -4326891889943419954, 1795555202758, 1795555202758);
INSERT INTO public.chargers VALUES ('dep-fe1533b783fa', 'acme', 'loc-5d97c6e55479', 'DETACHED-RUNNING', 'DETACHED-RUNNING', 'alfen', 'alfen-eve-double-pro-line', 'Type2', 'ocpp1.6', NULL, 0, NULL, -7882645275389799909, 1795555202773, 1795555202773);
INSERT INTO public.chargers VALUES ('dep-de93f183e086', 'acme', 'loc-5d97c6e55479', 'DETACHED-IDLE', 'DETACHED-IDLE', 'alfen', 'alfen-eve-double-pro-line', 'Type2', 'ocpp1.6', NULL, 0, NULL, 3793189047974291142, 1795555202788, 1795555202788);
INSERT INTO public.chargers VALUES ('dep-d649c14bf95b', 'acme', 'loc-29b2e2ecfa0b', 'CORNER-1', 'CORNER-1', 'alfen', 'alfen-eve-double-pro-line', 'Type2', 'ocpp1.6', NULL, 0, NULL, 1580862777987354718, 1795555202814, 1795555202814);
INSERT INTO public.chargers VALUES ('dep-39e93fc65253', 'acme', 'loc-29b2e2ecfa0b', 'CORNER-2', 'CORNER-2', 'alfen', 'alfen-eve-double-pro-line', 'Type2', 'ocpp1.6', NULL, 0, NULL, -3813499706974694464, 1795555202827, 1795555202827);
INSERT INTO public.chargers VALUES ('dep-c0804afdcc07', 'acme', 'loc-29b2e2ecfa0b', 'CORNER-3', 'CORNER-3', 'alfen', 'alfen-eve-double-pro-line', 'Type2', 'ocpp1.6', NULL, 0, NULL, -2386996462320599432, 1795555202838, 1795555202838);
INSERT INTO public.cluster_versions VALUES (1);
INSERT INTO public.cluster_versions VALUES (2);
INSERT INTO public.inventory_versions VALUES (1);
INSERT INTO public.locations VALUES ('loc-5d97c6e55479', 'acme', 'depot', 'Depot', NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, 1795555201892, 1795555201892);
INSERT INTO public.locations VALUES ('loc-29b2e2ecfa0b', 'acme', 'corner', 'Corner', NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, 1795555201976, 1795555201976);
INSERT INTO public.orleansmembershiptable VALUES ('ocpplab', '127.0.0.1', 11111, 154559998, 'Silo_a57c1', 'vm', 3, 30000, NULL, '2026-11-24 21:19:58.307+00', '2026-11-24 21:19:59.709+00');
INSERT INTO public.orleansmembershipversiontable VALUES ('ocpplab', '2026-11-24 21:19:59.711+00', 2);
INSERT INTO public.orleansquery VALUES ('InsertMembershipVersionKey', '
  WITH added AS (
    INSERT INTO OrleansMembershipVersionTable (DeploymentId) VALUES (@DeploymentId)
    ON CONFLICT (DeploymentId) DO NOTHING
    RETURNING 1)
  SELECT count(*)::integer FROM added
');
INSERT INTO public.orleansquery VALUES ('InsertMembershipKey', '
  WITH raised AS (
    UPDATE OrleansMembershipVersionTable v SET Version = v.Version + 1, Timestamp = now()
    WHERE v.DeploymentId = @DeploymentId AND v.Version = @Version AND NOT EXISTS (
      SELECT 1 FROM OrleansMembershipTable m
      WHERE m.DeploymentId = @DeploymentId AND m.Address = @Address AND m.Port = @Port AND m.Generation = @Generation)
    RETURNING v.DeploymentId),
  added AS (
    INSERT INTO OrleansMembershipTable
      (DeploymentId, Address, Port, Generation, SiloName, HostName, Status, ProxyPort, StartTime, IAmAliveTime)
    SELECT DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime
    FROM raised
    RETURNING 1)
  SELECT count(*)::integer FROM added
');
INSERT INTO public.orleansquery VALUES ('UpdateMembershipKey', '
  WITH raised AS (
    UPDATE OrleansMembershipVersionTable v SET Version = v.Version + 1, Timestamp = now()
    WHERE v.DeploymentId = @DeploymentId AND v.Version = @Version AND EXISTS (
      SELECT 1 FROM OrleansMembershipTable m
      WHERE m.DeploymentId = @DeploymentId AND m.Address = @Address AND m.Port = @Port AND m.Generation = @Generation)
    RETURNING v.DeploymentId),
  changed AS (
    UPDATE OrleansMembershipTable m SET Status = @Status, SuspectTimes = @SuspectTimes, IAmAliveTime = @IAmAliveTime
    FROM raised r
    WHERE m.DeploymentId = r.DeploymentId AND m.Address = @Address AND m.Port = @Port AND m.Generation = @Generation
    RETURNING 1)
  SELECT count(*)::integer FROM changed
');
INSERT INTO public.orleansquery VALUES ('UpdateIAmAlivetimeKey', '
  UPDATE OrleansMembershipTable SET IAmAliveTime = @IAmAliveTime
  WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation
');
INSERT INTO public.orleansquery VALUES ('MembershipReadRowKey', '
  SELECT v.DeploymentId, v.Version, m.Address, m.Port, m.Generation, m.SiloName, m.HostName, m.Status, m.ProxyPort,
    m.SuspectTimes, m.StartTime, m.IAmAliveTime
  FROM OrleansMembershipVersionTable v
  LEFT JOIN OrleansMembershipTable m
    ON m.DeploymentId = v.DeploymentId AND m.Address = @Address AND m.Port = @Port AND m.Generation = @Generation
  WHERE v.DeploymentId = @DeploymentId
');
INSERT INTO public.orleansquery VALUES ('MembershipReadAllKey', '
  SELECT v.DeploymentId, v.Version, m.Address, m.Port, m.Generation, m.SiloName, m.HostName, m.Status, m.ProxyPort,
    m.SuspectTimes, m.StartTime, m.IAmAliveTime
  FROM OrleansMembershipVersionTable v
  LEFT JOIN OrleansMembershipTable m ON m.DeploymentId = v.DeploymentId
  WHERE v.DeploymentId = @DeploymentId
');
INSERT INTO public.orleansquery VALUES ('GatewaysQueryKey', '
  SELECT Address, ProxyPort, Generation FROM OrleansMembershipTable
  WHERE DeploymentId = @DeploymentId AND Status = @Status AND ProxyPort > 0
');
INSERT INTO public.orleansquery VALUES ('DeleteMembershipTableEntriesKey', '
  WITH gone AS (DELETE FROM OrleansMembershipTable WHERE DeploymentId = @DeploymentId)
  DELETE FROM OrleansMembershipVersionTable WHERE DeploymentId = @DeploymentId
');
INSERT INTO public.orleansquery VALUES ('CleanupDefunctSiloEntriesKey', '
  DELETE FROM OrleansMembershipTable
  WHERE DeploymentId = @DeploymentId AND IAmAliveTime < @IAmAliveTime AND Status <> 3
');
INSERT INTO public.orleansquery VALUES ('UpsertReminderRowKey', '
  INSERT INTO OrleansRemindersTable AS r (ServiceId, GrainId, ReminderName, StartTime, Period, GrainHash, Version)
  VALUES (@ServiceId, @GrainId, @ReminderName, @StartTime, @Period, @GrainHash, 0)
  ON CONFLICT (ServiceId, GrainId, ReminderName) DO UPDATE SET
    StartTime = excluded.StartTime, Period = excluded.Period, GrainHash = excluded.GrainHash, Version = r.Version + 1
  RETURNING Version
');
INSERT INTO public.orleansquery VALUES ('ReadReminderRowsKey', '
  SELECT GrainId, ReminderName, StartTime, Period, Version FROM OrleansRemindersTable
  WHERE ServiceId = @ServiceId AND GrainId = @GrainId
');
INSERT INTO public.orleansquery VALUES ('ReadReminderRowKey', '
  SELECT GrainId, ReminderName, StartTime, Period, Version FROM OrleansRemindersTable
  WHERE ServiceId = @ServiceId AND GrainId = @GrainId AND ReminderName = @ReminderName
');
INSERT INTO public.orleansquery VALUES ('ReadRangeRows1Key', '
  SELECT GrainId, ReminderName, StartTime, Period, Version FROM OrleansRemindersTable
  WHERE ServiceId = @ServiceId AND GrainHash > @BeginHash AND GrainHash <= @EndHash
');
INSERT INTO public.orleansquery VALUES ('ReadRangeRows2Key', '
  SELECT GrainId, ReminderName, StartTime, Period, Version FROM OrleansRemindersTable
  WHERE ServiceId = @ServiceId AND (GrainHash > @BeginHash OR GrainHash <= @EndHash)
');
INSERT INTO public.orleansquery VALUES ('DeleteReminderRowKey', '
  WITH gone AS (
    DELETE FROM OrleansRemindersTable
    WHERE ServiceId = @ServiceId AND GrainId = @GrainId AND ReminderName = @ReminderName AND Version = @Version
    RETURNING 1)
  SELECT count(*)::integer FROM gone
');
INSERT INTO public.orleansquery VALUES ('DeleteReminderRowsKey', '
  DELETE FROM OrleansRemindersTable WHERE ServiceId = @ServiceId
');
INSERT INTO public.orleansquery VALUES ('ReadFromStorageKey', '
  SELECT PayloadBinary, Version FROM OrleansStorage
  WHERE GrainIdHash = @GrainIdHash AND GrainTypeHash = @GrainTypeHash AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1
    AND coalesce(GrainIdExtensionString, '''') = coalesce(@GrainIdExtensionString::text, '''')
    AND GrainTypeString = @GrainTypeString AND ServiceId = @ServiceId
');
INSERT INTO public.orleansquery VALUES ('WriteToStorageKey', '
  WITH changed AS (
    UPDATE OrleansStorage SET PayloadBinary = @PayloadBinary, ModifiedOn = now(), Version = Version + 1
    WHERE GrainIdHash = @GrainIdHash AND GrainTypeHash = @GrainTypeHash AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1
      AND coalesce(GrainIdExtensionString, '''') = coalesce(@GrainIdExtensionString::text, '''')
      AND GrainTypeString = @GrainTypeString AND ServiceId = @ServiceId AND Version = @GrainStateVersion::integer
    RETURNING Version),
  added AS (
    INSERT INTO OrleansStorage (GrainIdHash, GrainIdN0, GrainIdN1, GrainTypeHash, GrainTypeString,
      GrainIdExtensionString, ServiceId, PayloadBinary, Version)
    SELECT @GrainIdHash, @GrainIdN0, @GrainIdN1, @GrainTypeHash, @GrainTypeString,
      @GrainIdExtensionString::text, @ServiceId, @PayloadBinary, 1
    WHERE @GrainStateVersion::integer IS NULL
    ON CONFLICT DO NOTHING
    RETURNING Version)
  SELECT coalesce((SELECT Version FROM changed), (SELECT Version FROM added), @GrainStateVersion::integer)
    AS NewGrainStateVersion
');
INSERT INTO public.orleansquery VALUES ('ClearStorageKey', '
  UPDATE OrleansStorage SET PayloadBinary = NULL, ModifiedOn = now(), Version = Version + 1
  WHERE GrainIdHash = @GrainIdHash AND GrainTypeHash = @GrainTypeHash AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1
    AND coalesce(GrainIdExtensionString, '''') = coalesce(@GrainIdExtensionString::text, '''')
    AND GrainTypeString = @GrainTypeString AND ServiceId = @ServiceId AND Version = @GrainStateVersion::integer
  RETURNING Version AS NewGrainStateVersion
');
INSERT INTO public.orleansquery VALUES ('DeleteStorageKey', '
  DELETE FROM OrleansStorage
  WHERE GrainIdHash = @GrainIdHash AND GrainTypeHash = @GrainTypeHash AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1
    AND coalesce(GrainIdExtensionString, '''') = coalesce(@GrainIdExtensionString::text, '''')
    AND GrainTypeString = @GrainTypeString AND ServiceId = @ServiceId AND Version = @GrainStateVersion::integer
  RETURNING Version + 1 AS NewGrainStateVersion
');
INSERT INTO public.orleansreminderstable VALUES ('ocpplab', 'location/loc-29b2e2ecfa0b', 'promises', '2026-11-24 21:21:08.778+00', 60000, -1914320115, 0);
INSERT INTO public.orleansstorage VALUES (-1692710521, 0, 0, 1080032743, 'promises', 'loc-29b2e2ecfa0b', 'ocpplab', '\x7b2250726f6d69736573223a5b7b224964223a22313332333864353361343763222c224f7267616e697a6174696f6e4964223a2261636d65222c224576656e7454797065223a2273746172745f73657373696f6e222c22436f6d6d616e64223a7b2224223a22537461727453657373696f6e222c224964546167223a225441472d35222c22436f6e6e6563746f724964223a317d2c225061796c6f6164223a7b2269645f746167223a225441472d35222c22636f6e6e6563746f725f6964223a312c226475726174696f6e5f7365636f6e6473223a6e756c6c2c227461726765745f656e657267795f6b7768223a6e756c6c7d2c2252656675736564223a5b5d7d5d7d', '2026-11-24 21:20:08.745+00', 1);
INSERT INTO public.sessions VALUES ('c6d0717c-a24c-86a2-bb7e-ceb0260b699e', 'acme', 'loc-5d97c6e55479', 'dep-4ab9cbc6d24f', 'RUNNING-201', 1, 'TAG-1', 'c6d0717c-a24c-86a2-bb7e-ceb0260b699e', 1795555203299, NULL, 0, NULL, 'bf54e97a85c4');
INSERT INTO public.sessions VALUES ('613adbda-027b-8fa4-91ee-f0c1b25d5cc3', 'acme', 'loc-5d97c6e55479', 'dep-a95bd1c104e0', 'RUNNING-16', 1, 'TAG-1', '555196002', 1795555203251, NULL, 0.3425414533333333, NULL, '437233f75981');
INSERT INTO public.sessions VALUES ('13c165d8-91cb-8b7a-8218-0566b8476acd', 'acme', 'loc-5d97c6e55479', 'dep-fe1533b783fa', 'DETACHED-RUNNING', 1, 'TAG-1', NULL, 1795555203340, NULL, 0, NULL, 'ed444b3d5751');
INSERT INTO public.sessions VALUES ('669eeef9-3565-8103-94ce-ae24d07a6e77', 'acme', 'loc-5d97c6e55479', 'dep-de93f183e086', 'DETACHED-IDLE', 1, 'TAG-3', NULL, 1795555203388, 1795555204388, 1.8527777777777779, 'TimeLimitReached', '848a490c36a2');
INSERT INTO public.sessions VALUES ('54134c02-9d4b-89d9-bf9d-3418e592f55e', 'acme', 'loc-29b2e2ecfa0b', 'dep-d649c14bf95b', 'CORNER-1', 1, 'TAG-4', NULL, 1795555203424, 1795555204424, 3.066666666666667, 'TimeLimitReached', '2059cad1ca96');
INSERT INTO public.sessions VALUES ('50ba5a64-b5f3-8a5f-8eb3-587b8e1e00ce', 'acme', 'loc-29b2e2ecfa0b', 'dep-39e93fc65253', 'CORNER-2', 1, 'TAG-4', NULL, 1795555203431, 1795555204431, 3.066666666666667, 'TimeLimitReached', 'cfb341f28201');
INSERT INTO public.sessions VALUES ('539ca067-642d-8928-afa9-d64728f7acaa', 'acme', 'loc-29b2e2ecfa0b', 'dep-c0804afdcc07', 'CORNER-3', 1, 'TAG-4', NULL, 1795555203444, 1795555204444, 3.066666666666667, 'TimeLimitReached', 'f6c71361bb6b');
INSERT INTO public.sessions VALUES ('68a2da2f-3a6f-8fbb-80c6-0d6939a002b4', 'acme', 'loc-5d97c6e55479', 'dep-41ebd1f1d718', 'FINISHED-16', 1, 'TAG-2', '555196003', 1795555203383, 1795555205383, 6.133333333333334, 'TimeLimitReached', '33951aa02b06');
INSERT INTO public.sessions VALUES ('1d93af5b-83e0-8e5c-9df4-3d0013664173', 'acme', 'loc-5d97c6e55479', 'dep-c367a6f3b0c7', 'UNDELIVERED-16', 1, 'TAG-1', '555196001', 1795555203294, 1795555206583, 6.698940722222222, 'Local', '02853697a727');
INSERT INTO public.sessions VALUES ('91a11f26-9a38-8876-8aca-eaabb74fe0b5', 'acme', 'loc-5d97c6e55479', 'dep-27368ab00e7d', 'UNDELIVERED-201', 1, 'TAG-1', '91a11f26-9a38-8876-8aca-eaabb74fe0b5', 1795555203333, 1795555206595, 3.334421831111111, 'Local', '2e90c9e3a980');
INSERT INTO public.sessions VALUES ('365b4fbb-addd-8466-bf91-c35f1f7753a0', 'acme', 'loc-29b2e2ecfa0b', 'dep-d649c14bf95b', 'CORNER-1', 1, 'TAG-5', NULL, 1795555208765, NULL, 0, NULL, '13238d53a47c');
ALTER TABLE ONLY public.charger_grains
    ADD CONSTRAINT charger_grains_pkey PRIMARY KEY (charger_id);
ALTER TABLE ONLY public.chargers
    ADD CONSTRAINT chargers_organization_id_identity_key UNIQUE (organization_id, identity);
ALTER TABLE ONLY public.chargers
    ADD CONSTRAINT chargers_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cluster_versions
    ADD CONSTRAINT cluster_versions_pkey PRIMARY KEY (version);
ALTER TABLE ONLY public.idempotency_keys
    ADD CONSTRAINT idempotency_keys_pkey PRIMARY KEY (organization_id, key);
ALTER TABLE ONLY public.inventory_versions
    ADD CONSTRAINT inventory_versions_pkey PRIMARY KEY (version);
ALTER TABLE ONLY public.job_batches
    ADD CONSTRAINT job_batches_pkey PRIMARY KEY (job_id, number);
ALTER TABLE ONLY public.jobs
    ADD CONSTRAINT jobs_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.locations
    ADD CONSTRAINT locations_organization_id_slug_key UNIQUE (organization_id, slug);
ALTER TABLE ONLY public.locations
    ADD CONSTRAINT locations_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.orleansmembershiptable
    ADD CONSTRAINT orleansmembershiptable_pkey PRIMARY KEY (deploymentid, address, port, generation);
ALTER TABLE ONLY public.orleansmembershipversiontable
    ADD CONSTRAINT orleansmembershipversiontable_pkey PRIMARY KEY (deploymentid);
ALTER TABLE ONLY public.orleansquery
    ADD CONSTRAINT orleansquery_pkey PRIMARY KEY (querykey);
ALTER TABLE ONLY public.orleansreminderstable
    ADD CONSTRAINT orleansreminderstable_pkey PRIMARY KEY (serviceid, grainid, remindername);
ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (id);
CREATE INDEX charger_grains_awake ON public.charger_grains USING btree (charger_id) WHERE awake;
CREATE INDEX chargers_by_location ON public.chargers USING btree (location_id, identity);
CREATE INDEX idempotency_keys_by_age ON public.idempotency_keys USING btree (created_at);
CREATE INDEX jobs_unfinished ON public.jobs USING btree (lease_until) WHERE (finished_at IS NULL);
CREATE INDEX locations_by_age ON public.locations USING btree (organization_id, created_at, id);
CREATE INDEX locations_by_name ON public.locations USING btree (organization_id, name);
CREATE INDEX orleansreminders_hash ON public.orleansreminderstable USING btree (serviceid, grainhash);
CREATE UNIQUE INDEX orleansstorage_grain ON public.orleansstorage USING btree (grainidhash, graintypehash, grainidn0, grainidn1, COALESCE(grainidextensionstring, ''::character varying), graintypestring, serviceid);
CREATE INDEX sessions_by_charger ON public.sessions USING btree (charger_id, started_at, id);
CREATE INDEX sessions_by_location ON public.sessions USING btree (location_id, started_at, id);
CREATE INDEX sessions_by_organization ON public.sessions USING btree (organization_id, started_at, id);
ALTER TABLE ONLY public.chargers
    ADD CONSTRAINT chargers_location_id_fkey FOREIGN KEY (location_id) REFERENCES public.locations(id);
ALTER TABLE ONLY public.job_batches
    ADD CONSTRAINT job_batches_job_id_fkey FOREIGN KEY (job_id) REFERENCES public.jobs(id) ON DELETE CASCADE;
